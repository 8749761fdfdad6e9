/// What a loop's own timers are about.
enum TimerKey: BitwiseCopyable {
  /// A stream has taken too long over something.
  case link(index: UInt32, generation: UInt16)
  /// A DTLS association has to say something, or has been silent for too long.
  case association(index: UInt32, generation: UInt16)
  /// A listener has rested long enough.
  case listener(index: UInt32, generation: UInt16)
}
