using System.Management.Automation;

namespace UdpLab.Tests.Sink;

/// <summary>Measure-Sink -Trace on a machine whose rules and queues may be changed: what falls before the socket is named, to the packet.</summary>
[Collection(Machine.Name)]
[Trait("Needs", "Guests")]
public sealed class TraceGuestTests(SharedGuests shared)
{
    private const int Port = 6001, Sent = 300;

    // An object file for ip(8), compressed: XDP_DROP for UDP over IPv4, XDP_PASS for the rest.
    private const string DropsUdp = "H4sIAB5DCmsC/6t39XFjYmRkgAFGhu8MCB4CfEBiO0BJFqDK7UAWExAnCkHkEoVZwPR+FQifHchVAtK6JqxgfqYKD5gOZWFm4ADShSriUD4jgyCQ3g52AwPDVAb8QBSIhcA2Q0ACjKFXXFJUkpgEpCtzQXRFSgFDSlF+AQN1AMhtzFjEL0BpKSzqkYEgVIwNTdwB3R9QwIHG54SGNzpYAKUNkOxlRNIvAaUBkfOP4fABAAA=";

    [Fact]
    public void WhatFallsBeforeTheSocketIsNamed()
    {
        Machine.RequireRoot();
        using ConnectedPair pair = new(shared);
        (Guests guests, Session session) = (pair.Guests, pair.Session);
        foreach ((string spoil, string mend, string reason) in new[]
        {
            ($"nft 'table inet udtdrop {{ chain c {{ type filter hook input priority 0; udp dport {Port} drop; }}; }}'", "nft delete table inet udtdrop", "NETFILTER_DROP"),
            ("tc qdisc add dev test0 clsact && tc filter add dev test0 ingress protocol ip matchall action drop", "tc qdisc del dev test0 clsact", "TC_INGRESS"),
            ($"echo {DropsUdp} | base64 -d | busybox gunzip >/tmp/drop.o && ip link set test0 xdpgeneric obj /tmp/drop.o sec xdp", "ip link set test0 xdpgeneric off", "XDP"), // this kernel gives no reason for it, but the function is known
            ("ip link set test0 xdp obj /tmp/drop.o sec xdp", "ip link set test0 xdp off", "rx_queue_N_xdp_drops"),
        })
        {
            guests.Run("dut", spoil);
            try
            {
                ErrorRecord error = session.Run($"Invoke-UdpFlood -LabHost gen -RatePps 1500 -Count {Sent} | Measure-Sink -LabHost dut -Port {Port} -Trace -Timeout 60").MustFail("NoPacket");
                PSObject ledger = PSObject.AsPSObject(error.TargetObject);
                Assert.Contains($"{reason} {Sent}", error.Exception.Message);
                Assert.Equal((0, Sent), (ledger.Long("Unexplained"), ledger.Long("Losses")));
            }
            finally
            {
                guests.Run("dut", mend);
            }
        }

        // Of packets that one poll of the card receives, the first fits into the CPU's queue.
        guests.Run("dut", "echo 1 >/sys/class/net/test0/queues/rx-0/rps_cpus; sysctl -qw net.core.netdev_max_backlog=0");
        try
        {
            PSObject measurement = session.One($"Invoke-UdpFlood -LabHost gen -Backend Socket -RatePps 1500 -Burst 10 -Count {Sent} | Measure-Sink -LabHost dut -Port {Port} -Trace -ReceiveBuffer 4000000 -Timeout 60");
            measurement.MustAddUp();
            Assert.Equal(Sent, measurement.Long("Ledger.Received") + measurement.Long("Ledger.Losses"));
            PSObject queue = Assert.Single(measurement.All("Ledger.Entries"), e => e.Get("Reasons") is not null && e.All("Reasons").Any(r => r.Text("Name") == "CPU_BACKLOG"));
            Assert.InRange(queue.Long("Packets"), 1, Sent);
            Assert.Equal(queue.Long("Packets"), queue.All("Reasons").Sum(r => r.Long("Packets")));
        }
        finally
        {
            guests.Run("dut", "echo 0 >/sys/class/net/test0/queues/rx-0/rps_cpus; sysctl -qw net.core.netdev_max_backlog=1000");
        }
    }
}
