public import SansIO

/// A loop of a simulated host that drives a machine of this type; `World.add` makes one.
///
/// News go to `onNews`, which may post commands to other nodes; all heard are kept in `heard`.
public final class Node<M: Machine & ~Copyable>: AnyNode {
  /// The machine, for tests to look at.
  public var machine: M
  /// Called with each news, after the turn it came from.
  public var onNews: (M.News) -> Void = { _ in }
  /// All news so far.
  public private(set) var heard: [M.News] = []

  /// Takes the machine.
  init(_ machine: consuming M, world: World, host: Host, marks: LinkBacklog.Marks) {
    self.machine = machine
    super.init(world: world, host: host, marks: marks)
  }

  /// Puts a command into the loop's mailbox; it arrives a little later.
  public func post(_ command: M.Command) {
    world.schedule(at: nextMailTime()) { [weak self] in
      guard let self, !isStopped else { return }
      machine.obey(command, at: world.now, into: &outbox)
      conclude()
    }
  }

  /// Lets a test call the machine itself, in a turn like any other.
  public func perform(_ body: (inout M, Moment, inout Outbox) -> Void) {
    guard !isStopped else { return }
    body(&machine, world.now, &outbox)
    conclude()
  }

  /// Tells the machine.
  override func handle(_ event: Event) {
    machine.handle(event, at: world.now, into: &outbox)
  }

  /// Records all news and passes them on.
  override func tellNews() {
    while let news = machine.nextNews() {
      heard.append(news)
      onNews(news)
    }
  }

  /// When the machine wants an alarm.
  override var deadline: Instant? { machine.deadline }
}

extension World {
  /// Gives a host one more loop with this machine; `marks` are those of its links' queues.
  @discardableResult
  public func add<M: Machine & ~Copyable>(
    _ machine: consuming M, on host: Host, marks: LinkBacklog.Marks = LinkBacklog.Marks()
  ) -> Node<M> {
    let node = Node(machine, world: self, host: host, marks: marks)
    node.conclude()
    return node
  }
}
