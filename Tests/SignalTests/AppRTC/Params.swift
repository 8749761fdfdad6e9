import Foundation

/// The parameters of a call, read by a JSON reader that is not ours.
struct Params {
  let root: [String: Any]

  init(_ json: String) {
    let value = try? JSONSerialization.jsonObject(with: Data(json.utf8))
    root = value as? [String: Any] ?? [:]
  }

  var result: String { root["result"] as? String ?? "" }
  /// The object within, or the whole answer where there is no wrapper.
  var params: [String: Any] { root["params"] as? [String: Any] ?? root }
  var client: String { self["client_id"] }
  var messages: [String] { params["messages"] as? [String] ?? [] }
  /// A member that is a string, "" if it is none.
  subscript(name: String) -> String { params[name] as? String ?? "" }

  /// The key in `ice_server_url`.
  var key: String { String(self["ice_server_url"].split(separator: "=").last ?? "") }

  /// A text that holds JSON, read.
  func inner(_ name: String) -> [String: Any] { Params(self[name]).root }

  /// The name of each member's JSON kind.
  var kinds: [String: String] {
    params.mapValues { value in
      switch value {
      case is String: "string"
      case is [String]: "strings"
      case is [Any]: "array"
      case is NSNull: "null"
      case is [String: Any]: "object"
      default: "other"
      }
    }
  }
}
