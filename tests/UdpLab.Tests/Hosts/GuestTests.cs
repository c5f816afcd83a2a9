using System.Management.Automation;

namespace UdpLab.Tests.Hosts;

/// <summary>Two machines with kernels of their own: what only shows where nothing is shared.</summary>
[Collection(Machine.Name)]
public class GuestTests(SharedGuests shared)
{
    [Fact]
    public void AFloodFromOneGuestIsMeasuredInTheOther()
    {
        Machine.RequireRoot();
        Guests guests = shared.Pair;
        using SshHome home = new();
        File.Copy(guests.KnownHosts, home.KnownHosts);
        using Session session = new();
        session.Give($"Connect-LabHost '{guests.Address("root", "gen")}', '{guests.Address("root", "dut")}' -Name gen, dut -KeyFilePath '{guests.Key}'");
        try
        {
            PSObject measurement = session.One("Invoke-UdpFlood -LabHost gen -Backend Socket -RatePps 1500 -Count 3000 | Measure-Sink -LabHost dut -ReceiveBuffer 4000000");
            Assert.Equal((3000L, 3000L, 0L), (measurement.Long("Packets"), measurement.Long("Ledger.Sent"), measurement.Long("Ledger.Unexplained")));
            Assert.Equal("10.77.0.2", measurement.Text("Flood.Destination"));

            // Their clocks are months apart; the times are by ours all the same, and no latency is made up.
            Assert.Null(measurement.Get("Latency"));
            TimeSpan apart = (DateTimeOffset)measurement.Get("Started")! - (DateTimeOffset)measurement.Get("Flood.Started")!;
            Assert.InRange(apart.TotalSeconds, -0.2, 1);
            Assert.InRange((DateTimeOffset.Now - (DateTimeOffset)measurement.Get("Started")!).TotalSeconds, 0, 120);

            // The driver sends no redirected frames, which Xdp says; injected ones need no driver.
            Assert.Contains("virtio_net", session.Run("Invoke-UdpFlood -LabHost gen -Backend Xdp -Count 100 | Measure-Sink -LabHost dut").MustFail("NotSupported.Interface").Exception.Message, StringComparison.Ordinal);
            measurement = session.One("Invoke-UdpFlood -LabHost gen -Backend Xdp -Inject -Interface test0 -Count 500 | Measure-Sink -LabHost gen -ReceiveBuffer 4000000");
            Assert.Equal(("Xdp", 500L), (measurement.Text("Flood.Backend"), measurement.Long("Packets")));

            session.Give($"Connect-LabHost '{guests.Address("lab", "gen")}' -Name sudoer -Sudo -KeyFilePath '{guests.Key}'");
            Assert.Equal(500, session.One("Invoke-UdpFlood -LabHost sudoer -Backend Xdp -Inject -Interface test0 -Count 500 | Measure-Sink -LabHost sudoer -ReceiveBuffer 4000000").Long("Ledger.Sent"));
            session.Run($"Connect-LabHost '{guests.Address("plain", "gen")}' -Name p -Sudo -KeyFilePath '{guests.Key}'").MustFail("PermissionDenied.Sudo");
        }
        finally
        {
            session.Run("Disconnect-LabHost *");
        }
    }
}
