using System.Management.Automation;

namespace UdpLab.Tests.Hosts;

/// <summary>Two machines with their own kernels: tests for which nothing may be shared.</summary>
[Collection(Machine.Name)]
[Trait("Needs", "Guests")]
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
            Assert.Equal((3000L, 3000L, 0L), (measurement.Long("Packets") + measurement.Long("Ledger.Losses"), measurement.Long("Ledger.Sent"), measurement.Long("Ledger.Unexplained")));
            Assert.Equal("10.77.0.2", measurement.Text("Flood.Destination"));

            // Their clocks are months apart; times are by our clock anyway, and no latency is made up.
            Assert.Null(measurement.Get("Latency"));
            TimeSpan apart = (DateTimeOffset)measurement.Get("Started")! - (DateTimeOffset)measurement.Get("Flood.Started")!;
            Assert.InRange(apart.TotalSeconds, -2, 30);
            Assert.InRange((DateTimeOffset.Now - (DateTimeOffset)measurement.Get("Started")!).TotalSeconds, 0, 600);

            // The driver cannot send redirected frames, which backend Xdp reports; injected ones need no driver.
            Assert.Contains("virtio_net", session.Run("Invoke-UdpFlood -LabHost gen -Backend Xdp -Count 100 | Measure-Sink -LabHost dut").MustFail("NotSupported.Interface").Exception.Message, StringComparison.Ordinal);
            measurement = session.One("Invoke-UdpFlood -LabHost gen -Backend Xdp -Inject -Interface test0 -Count 500 | Measure-Sink -LabHost gen -ReceiveBuffer 4000000");
            Assert.Equal(("Xdp", 500L), (measurement.Text("Flood.Backend"), measurement.Long("Packets")));

            ProfilesOfAnotherKernel(session, guests);

            session.Give($"Connect-LabHost '{guests.Address("lab", "gen")}' -Name sudoer -Sudo -KeyFilePath '{guests.Key}'");
            Assert.Equal(500, session.One("Invoke-UdpFlood -LabHost sudoer -Backend Xdp -Inject -Interface test0 -Count 500 | Measure-Sink -LabHost sudoer -ReceiveBuffer 4000000").Long("Ledger.Sent"));
            session.Run($"Connect-LabHost '{guests.Address("plain", "gen")}' -Name p -Sudo -KeyFilePath '{guests.Key}'").MustFail("PermissionDenied.Sudo");
        }
        finally
        {
            session.Run("Disconnect-LabHost *");
        }
    }

    /// <summary>Every cell is measured in its guest, and the guests are compared.</summary>
    [Fact]
    public void ASweepOverGuests()
    {
        Machine.RequireRoot();
        Guests guests = shared.Pair;
        using SshHome home = new();
        File.Copy(guests.KnownHosts, home.KnownHosts);
        using Session session = new();
        session.Give($"Connect-LabHost '{guests.Address("root", "gen")}', '{guests.Address("root", "dut")}' -Name gen, dut -KeyFilePath '{guests.Key}'");
        try
        {
            IReadOnlyList<PSObject> all = session.Run("Invoke-LabSweep @{ Lab = (Get-LabHost gen, dut) } -Repeat 3 { Invoke-UdpFlood -LabHost $Lab -RatePps 1500 -Count 150 | Measure-Sink -LabHost $Lab } -OutVariable global:all").Output;
            Assert.Equal(6, all.Count);
            Assert.All(all, m => Assert.Equal(($"Lab={m.Text("Host")}", m.Text("Host"), 150L), (m.Text("Factors"), m.Text("Flood.Host"), m.Long("Ledger.Sent"))));
            Assert.Equal([1, 1, 2, 2, 3, 3], all.Select(m => (int)m.Long("Repeat")));
            Assert.Empty(session.One("$all | Compare-SinkMeasurement -By Lab -Baseline gen").All("Differences"));
        }
        finally
        {
            session.Run("Disconnect-LabHost *");
        }
    }

    /// <summary>The guest's perf records the guest's kernel, whose symbols only the guest has; without root it says why not.</summary>
    private static void ProfilesOfAnotherKernel(Session session, Guests guests)
    {
        string data = Path.Combine(Path.GetTempPath(), $"udplab-test-{Guid.NewGuid():N}.data");
        try
        {
            PSObject measurement = session.One("Invoke-UdpFlood -LabHost gen -Backend Socket -Duration 3 | Measure-Sink -LabHost dut -Profile -ProfileCpu 0, 1");
            PSObject profile = PSObject.AsPSObject(measurement.Get("Profile")!);
            Assert.Equal(("dut", "cpu-clock"), (profile.Text("Host"), profile.Text("Event")));
            Assert.StartsWith("6.1", profile.Text("Kernel"), StringComparison.Ordinal);
            Assert.Contains(profile.All("Notes"), n => n.Text("Code") == "EventFallback");
            Assert.DoesNotContain(profile.All("Notes"), n => n.Text("Code") == "UnresolvedKernel");
            Assert.Equal(profile.Long("Samples"), profile.Long("CallTree.Samples"));
            Assert.Contains(profile.All("Stacks"), s => s.ToString().Contains(";virtnet_poll", StringComparison.Ordinal));
            Assert.NotEmpty(session.Give("Invoke-UdpFlood -LabHost gen -Backend Socket -Duration 2 | Measure-Sink -LabHost dut -Profile | Get-UdpBottleneck"));

            profile = session.One($"Invoke-PerfCapture -LabHost dut -AllCpus -Duration 1 -Path {data}");
            Assert.Equal(profile.Long("Samples"), guests.Samples("dut", data));
            Assert.Empty(guests.Run("dut", "ls -d /tmp/udplab-perf-* 2>/dev/null || true; pgrep -x perf || true").Trim());

            string before = guests.Run("gen", "cat /proc/sys/kernel/perf_event_paranoid; echo 3 >/proc/sys/kernel/perf_event_paranoid").Trim();
            session.Give($"Connect-LabHost '{guests.Address("plain", "gen")}' -Name plain -KeyFilePath '{guests.Key}'");
            Assert.Contains("kernel.perf_event_paranoid is 3", session.Run("Measure-Sink -LabHost plain -Port 7001 -Profile").MustFail("PermissionDenied.Profile").Exception.Message, StringComparison.Ordinal);
            guests.Run("gen", $"echo {before} >/proc/sys/kernel/perf_event_paranoid");
        }
        finally
        {
            File.Delete(data);
        }
    }
}
