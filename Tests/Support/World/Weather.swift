/// What a route does to packets. Probabilities lie between 0 and 1, times are nanoseconds.
public struct Weather: Sendable {
  /// The shortest time from host to host.
  public var latency: UInt64 = 5_000_000
  /// What may be added to it at random; packets of one route do not overtake one another by it.
  public var jitter: UInt64 = 2_000_000
  /// How likely a datagram is lost; a lost piece of a stream comes 200 ms later instead.
  public var loss = 0.0
  /// How likely a datagram comes twice.
  public var duplication = 0.0
  /// How likely a datagram is held up so that later ones overtake it.
  public var reordering = 0.0
  /// How long such a datagram is held up at most.
  public var holdUp: UInt64 = 30_000_000
  /// The largest IP packet that passes; a larger one is cut up where IPv4 and its sender allow it.
  public var mtu = 1500
  /// Whether ICMP errors come back (port unreachable, too big).
  public var hasICMP = true

  /// 5 to 7 ms, nothing lost, an MTU of 1500.
  public static var fair: Weather { Weather() }

  /// Loses 10 %, doubles 5 %, reorders 10 %.
  public static var foul: Weather {
    var weather = Weather()
    weather.jitter = 20_000_000
    weather.loss = 0.1
    weather.duplication = 0.05
    weather.reordering = 0.1
    return weather
  }

  /// Fair weather.
  public init() {}
}
