import TestSupport
import Testing

@testable import Signal

/// Who gets what, and who is told of a departure.
struct LobbyLettersTests {
  @Test func `AppRTC: after a leave the bye still passes, and the next offer waits`() {
    Hall.play(
      """
      join A            -> initiator []
      register 1 A      -> accepted
      join B            -> answerer []
      register 2 B      -> accepted
      leave B           ->
      message A offer   -> sent
      send 2 bye        -> 1 gets bye
      send 2 bye        ->
      close 2           ->
      delete B          ->
      join C            -> answerer [offer]
      """)
  }

  @Test func `a bye alone is a leave: what is written next is for the next joiner`() {
    Hall.play(
      """
      join A            -> initiator []
      register 1 A      -> accepted
      join B            -> answerer []
      register 2 B      -> accepted
      send 2 bye        -> 1 gets bye
      message A offer   -> sent
      close 2           ->
      leave B           ->
      join C            -> answerer [offer]
      """)
  }

  @Test func `who leaves and closes without a word is spoken for, once`() {
    Hall.play(
      """
      join A            -> initiator []
      register 1 A      -> accepted
      join B            -> answerer []
      register 2 B      -> accepted
      leave B           ->
      send 2 late       -> 1 gets late
      close 2           -> 1 gets bye
      join C            -> answerer []
      leave C           -> 1 gets bye
      join D            -> answerer []
      register 4 D      -> accepted
      delete D          -> 1 gets bye, 4 is closed as deleted
      """)
  }

  @Test func `a bye reaches the one it was meant for even if the next has joined`() {
    Hall.play(
      """
      join A            -> initiator []
      register 1 A      -> accepted
      join B            -> answerer []
      register 2 B      -> accepted
      leave A           ->
      join C            -> answerer []
      send 1 bye        -> 2 gets bye
      leave B           ->
      leave C           ->
      send 1 more       ->
      """)
  }

  @Test func `what was written to one who left is not given to the next`() {
    Hall.play(
      """
      join A            -> initiator []
      join B            -> answerer []
      message A x       -> sent
      leave B           ->
      join C            -> answerer []
      register 3 C      -> accepted
      """)
  }

  @Test func `AppRTC: the newest registration wins, and what waits comes in order`() {
    Hall.play(
      """
      join A            -> initiator []
      join B            -> answerer []
      register 2 B      -> accepted
      send 2 1          ->
      send 2 2          ->
      message B 3       -> sent
      register 1 A      -> accepted, 1 gets 1, 1 gets 2, 1 gets 3
      register 3 A      -> accepted, 1 is closed as replaced
      close 1           ->
      send 2 4          -> 3 gets 4
      register 3 A      -> registeredTwice
      """)
  }

  @Test func `AppRTC: sockets find each other without a join`() {
    Hall.play(
      """
      register 1 a      -> accepted
      send 1 x          ->
      register 2 b      -> accepted, 2 gets x
      send 2 y          -> 1 gets y
      register 3 c      -> full
      register 4 b      -> duplicate
      close 2           ->
      send 1 z          ->
      wait 9            ->
      register 4 b      -> accepted, 4 gets z
      close 4           ->
      wait 10.1         ->
      register 3 c      -> accepted
      """)
  }

  @Test func `AppRTC: a posted letter makes an entry that has 10 s to register`() {
    Hall.play(
      """
      post a x          -> accepted
      post a y          -> accepted
      wait 9            ->
      register 1 b      -> accepted, 1 gets x, 1 gets y
      register 2 a      -> accepted
      post b z          -> accepted, 2 gets z
      delete a          -> 1 gets bye, 2 is closed as deleted
      post c x          -> accepted, 1 gets x
      wait 10.1         ->
      register 2 d      -> accepted
      post e x          -> full
      """)
  }

  @Test func `a posted bye of one who has left makes no entry`() {
    Hall.play(
      """
      join A            -> initiator []
      register 1 A      -> accepted
      post B bye        -> accepted, 1 gets bye
      join C            -> answerer []
      post B bye        -> full
      """)
  }

  @Test func `what cannot wait is said to the sender where the protocol can`() {
    var limits = LobbyLimits()
    limits.lettersPerQueue = 2
    let script = """
      join A            -> initiator []
      register 1 A      -> accepted
      message A 1       -> sent
      message A 2       -> sent
      message A 3       -> overflow
      send 1 4          ->
      post A 5          -> overflow
      join B            -> answerer [1 2]
      message A 6       -> sent
      message A 7       -> sent
      message A 8       -> undeliverable
      register 2 B      -> accepted, 2 gets 6, 2 gets 7
      """
    Hall.play(script, limits)
    limits = LobbyLimits()
    limits.bytesPerQueue = 5
    Hall.play("join A -> initiator []\nmessage A abc -> sent\nmessage A def -> overflow", limits)
    limits = LobbyLimits()
    limits.bytesInAll = 5
    Hall.play("join A -> initiator []\nmessage A abc -> sent\nmessage A def -> overflow", limits)
  }

  @Test func `bytes that wait are counted down when they leave`() {
    var limits = LobbyLimits()
    limits.bytesInAll = 5
    Hall.play(
      """
      join A            -> initiator []
      message A abc     -> sent
      join B            -> answerer [abc]
      message A def     -> undeliverable
      register 2 B      -> accepted
      close 2           ->
      message A defgh   -> sent
      leave A           ->
      leave B           ->
      join C            -> initiator []
      message C abcde   -> sent
      """, limits)
  }

  @Test func `AppRTC: a room in which nothing happens ends after 24 h`() {
    Hall.play(
      """
      join A            -> initiator []
      register 1 A      -> accepted
      wait 86399        ->
      message A x       -> sent
      wait 86399        ->
      wait 1.1          -> 1 is closed as idle
      message A x       -> unknownRoom
      """)
  }

  @Test func `strangers are told that they are`() {
    Hall.play(
      """
      message X x       -> unknownRoom
      leave X           ->
      delete X          ->
      send 1 x          -> unregistered
      close 1           ->
      join A            -> initiator []
      message X x       -> unknownClient
      """)
  }
}
