import SansIO
import Signal
import TestSupport

/// What a head came to, copied out so that a test can compare it.
struct HeadReading: Equatable {
  var method: HTTPMethod
  var segments: [String]
  var host: String
  var body: BodyFraming
  var keepsAlive: Bool
  var expectsContinue: Bool
}

/// Reads a head whole; throws the status it is refused with, `nil` if it is incomplete.
func readHead(_ text: String, limits: HTTPLimits = HTTPLimits()) throws(HTTPStatus) -> HeadReading?
{
  try readHead(text.bytes, limits: limits)
}

func readHead(_ bytes: [UInt8], limits: HTTPLimits = HTTPLimits()) throws(HTTPStatus)
  -> HeadReading?
{
  var scan = HeadScan()
  switch scan.advance(over: bytes.raw, limits: limits) {
  case .incomplete: return nil
  case .refused(let status): throw status
  case .complete(let count):
    let head = try RequestHead(parsing: bytes.raw.extracting(0..<count))
    return HeadReading(
      method: head.method, segments: head.target.segments, host: head.host.text ?? "?",
      body: head.body, keepsAlive: head.keepsAlive, expectsContinue: head.expectsContinue)
  }
}

/// The status a head is refused with.
func refusal(_ text: String) -> HTTPStatus? { refusal(text.bytes) }

func refusal(_ bytes: [UInt8]) -> HTTPStatus? {
  do throws(HTTPStatus) {
    _ = try readHead(bytes)
    return nil
  } catch {
    return error
  }
}
