// Nanoseconds the TURN server itself spends on one relayed packet, without any system call: events
// go in, orders are counted and dropped. The figure to hold against what the kernel takes.
import SansIO

for count in [1, 100, 1_000, 10_000] {
  var bed = try TestBed()
  for number in 0..<count { bed.allocate(number) }
  let toPeer = bed.relayToPeers(allocations: count)
  let toClient = bed.relayToClients(allocations: count)
  print(
    #"{"benchmark":"core","allocations":\#(count),"ns_to_peer":\#(toPeer),"#
      + #""ns_to_client":\#(toClient)}"#)
}
