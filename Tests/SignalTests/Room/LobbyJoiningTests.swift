import SansIO
import SignaldCrypto
import TestSupport
import Testing

@testable import Signal

/// Who gets a place in a room.
struct LobbyJoiningTests {
  @Test func `AppRTC: the second joiner gets in order what the first one wrote`() {
    Hall.play(
      """
      join A       -> initiator []
      message A 1  -> sent
      message A 2  -> sent
      message A 3  -> sent
      join B       -> answerer [1 2 3]
      join C       -> full
      leave B      ->
      join D       -> answerer []
      """)
  }

  @Test func `AppRTC: who is left after a leave makes the next offer`() {
    Hall.play(
      """
      join A     -> initiator []
      join B     -> answerer []
      leave A    ->
      leave A    ->
      join C     -> answerer []
      leave B    ->
      leave C    ->
      join D     -> initiator []
      """)
  }

  @Test func `AppRTC: a place without a socket for 10 s goes to the next joiner, not before`() {
    Hall.play(
      """
      join A        -> initiator []
      register 1 A  -> accepted
      join B        -> answerer []
      register 2 B  -> accepted
      close 2       ->
      wait 9.9      ->
      join C        -> full, 1 is probed
      message A x   -> sent
      wait 0.1      ->
      message A y   -> sent
      join C        -> answerer [], 1 gets bye
      register 2 B  -> full
      message B z   -> unknownClient
      message A new -> sent
      register 3 C  -> accepted, 3 gets new
      """)
  }

  @Test func `AppRTC: a stale place stays valid for its owner while nobody wants it`() {
    Hall.play(
      """
      join A        -> initiator []
      register 1 A  -> accepted
      join B        -> answerer []
      register 2 B  -> accepted
      close 2       ->
      message A 1   -> sent
      wait 3600     ->
      message A 2   -> sent
      register 3 B  -> accepted, 3 gets 1, 3 gets 2
      """)
  }

  @Test func `AppRTC: a ghost alone in a room is not greeted, and two ghosts neither`() {
    Hall.play(
      """
      join A        -> initiator []
      message A x   -> sent
      wait 10       ->
      join B        -> initiator []
      join C        -> answerer []
      wait 10       ->
      join D        -> initiator []
      """)
  }

  @Test func `a member without a socket that still writes is not gone`() {
    Hall.play(
      """
      join A        -> initiator []
      join B        -> answerer []
      wait 6        ->
      message A x   -> sent
      message B y   -> sent
      wait 6        ->
      join C        -> full
      """)
  }

  @Test func `AppRTC: a join repeated under its key is answered as before`() {
    Hall.play(
      """
      join A one        -> initiator []
      join A one        -> again initiator []
      message A x       -> sent
      join B two        -> answerer [x]
      join B two        -> again answerer [x]
      register 1 B      -> accepted
      join B two        -> again answerer []
      join C three      -> full, 1 is probed
      leave B           ->
      join B two        -> answerer []
      """)
  }

  @Test func `AppRTC: a loopback room is full with one member`() {
    Hall.play(
      """
      join A loopback                      -> initiator []
      register 1 A                         -> accepted
      message A x                          -> sent
      join B                               -> full, 1 is probed
      register 2 loopback_client_id        -> accepted, 2 gets x
      send 2 y                             -> 1 gets y
      register 3 LOOPBACK_CLIENT_ID        -> duplicate
      leave A                              ->
      join B                               -> initiator []
      """)
  }

  @Test func `AppRTC: the second socket of a loopback room may come first`() {
    Hall.play(
      """
      register 2 loopback_client_id        -> accepted
      join A loopback                      -> initiator []
      message A x                          -> sent, 2 gets x
      join B                               -> full, 2 is probed
      """)
  }

  @Test func `a limit on joins refuses, and time heals it`() {
    var limits = LobbyLimits()
    limits.joinBurst = 2
    limits.joinMilliseconds = 1000
    Hall.play(
      """
      join A   -> initiator []
      join B   -> answerer []
      join C   -> refused
      wait 1   ->
      join C   -> full
      join C   -> refused
      """, limits)
  }

  @Test func `a limit on members of an address counts those that are there`() {
    var limits = LobbyLimits()
    limits.membersPerAddress = 1
    Hall.play(
      """
      join A          -> initiator []
      join B          -> refused
      register 1 X    -> full
      leave A         ->
      join B          -> initiator []
      """, limits)
  }

  @Test func `rooms of one address are limited in rate, all rooms in number`() {
    var limits = LobbyLimits()
    limits.roomBurst = 1
    Hall.play("join A -> initiator []\nleave A ->\njoin A -> refused\nregister 1 X -> full", limits)
    limits = LobbyLimits()
    limits.rooms = 0
    Hall.play("join A -> refused\npost A x -> full", limits)
  }

  @Test func `rooms of equal names in two spaces are two rooms`() {
    var hall = Hall()
    for (space, isInitiator) in [("a.example", true), ("b.example", true), ("a.example", false)] {
      let answer = hall.lobby.join(
        RoomKey(hall.key.name, space: space), from: hall.address, as: nil, isLoopback: false,
        at: hall.now)
      guard case .joined(_, isInitiator, _) = answer else {
        Issue.record("\(space): \(answer)")
        continue
      }
    }
    #expect(hall.lobby.roomCount == 2)
  }

  @Test func `ids are minted of 128 bits and never twice`() {
    var hall = Hall()
    var ids: Set<ClientID> = []
    for number in 0..<50 {
      let key = RoomKey(RoomName("room\(number)")!)
      let answer = hall.lobby.join(
        key, from: hall.address, as: nil, isLoopback: false, at: hall.now)
      if case .joined(let id, _, _) = answer { ids.insert(id) }
    }
    #expect(ids.count == 50)
    #expect(ids.allSatisfy { $0.description.utf8.count == 22 && !$0.isGuessable })
  }

  @Test func `arrivals and departures are told with the address`() {
    var hall = Hall()
    _ = hall.step(["join", "A"])
    let id = hall.ids["A"]!
    var lobby = Lobby(LobbyLimits(), entropy: Entropy(seed: 1))
    _ = lobby.join(hall.key, from: hall.address, as: nil, isLoopback: false, at: hall.now)
    #expect(lobby.takeEffects() == [.arrived(hall.key, id, hall.address)])
    lobby.leave(hall.key, id, at: hall.now)
    #expect(lobby.takeEffects() == [.departed(hall.key, id, hall.address)])
    #expect(lobby.roomCount == 0 && lobby.deadline == nil)
  }
}
