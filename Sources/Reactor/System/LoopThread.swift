import CSignaldLinux
import Glibc

/// A thread for one loop.
public struct LoopThread: ~Copyable, Sendable {
  private let handle: pthread_t

  private final class Body: Sendable {
    let name: String
    let processor: Int?
    let run: @Sendable () -> Void

    init(name: String, processor: Int?, run: @escaping @Sendable () -> Void) {
      self.name = name
      self.processor = processor
      self.run = run
    }
  }

  /// Starts a thread of this name (15 bytes of it are kept), bound to a processor if one is given
  /// and the system allows it.
  public init(
    name: String, processor: Int? = nil, _ body: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    // The new thread takes over the one reference.
    let context = unsafe Unmanaged.passRetained(Body(name: name, processor: processor, run: body))
    var handle = pthread_t()
    // The closure captures nothing, as a C function must not.
    let result = unsafe pthread_create(
      &handle, nil,
      { context in
        guard let context = unsafe context else { return nil }
        // Taken over from the starting thread, exactly once.
        let body = unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
        LoopThread.run(body)
        return nil
      }, context.toOpaque())
    guard result == 0 else {
      // No thread started, so nobody else takes the reference.
      unsafe context.release()
      throw SystemError(.thread, code: result)
    }
    self.handle = handle
  }

  /// Waits until the thread has ended.
  public consuming func join() {
    pthread_join(handle, nil)
    discard self
  }

  deinit { pthread_detach(handle) }

  private static func run(_ body: Body) {
    // A name or a processor that cannot be had is no reason not to serve.
    unsafe _ = String(body.name.utf8.prefix(15).map { Character(Unicode.Scalar($0)) })
      .withCString { unsafe csys_name_thread($0) }
    if let processor = body.processor { _ = csys_pin_thread(Int32(processor)) }
    body.run()
  }
}
