using System.Management.Automation;

namespace UdpLab.Tests.Hosts;

/// <summary>Two machines with their own kernels: tests for which nothing may be shared.</summary>
[Collection(Machine.Name)]
[Trait("Needs", "Guests")]
public class GuestTests(ConnectedPair pair) : IClassFixture<ConnectedPair>
{
    [Fact]
    public void AFloodFromOneGuestIsMeasuredInTheOther()
    {
        (Guests guests, Session session) = (pair.Guests, pair.Session);
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
        session.Give("Disconnect-LabHost sudoer, plain");
    }

    /// <summary>What a guest's kernel has is measured; what it has not is refused with the release that has it.</summary>
    [Fact]
    public void MethodsOfAnotherKernel()
    {
        (Guests guests, Session session) = (pair.Guests, pair.Session);
        Version kernel = Version.Parse(string.Join('.', session.One("(Get-LabHost dut).Kernel").ToString().Split('.', '-')[..2]));
        const string flood = "Invoke-UdpFlood -LabHost dut -RatePps 1500 -Count 300", sink = "Measure-Sink -LabHost dut -ReceiveBuffer 4000000";
        foreach (PSObject measurement in session.Give($"{flood} | {sink} Recvmsg, Epoll, IoUring, IoUringMultishot, PacketRing; {flood} | {sink} Recv, Recvmmsg -Discard; {flood} | {sink} Epoll -Ttl -PacketInfo -Timestamp"))
        {
            Assert.Equal((300L, 0L, 0L), (measurement.Long("Packets") + measurement.Long("Ledger.Losses"), measurement.Long("Ledger.Unexplained"), measurement.Long("Ledger.KernelDifference")));
        }

        foreach (string method in (string[])["Epoll", "IoUring"])
        {
            string script = $"{flood} | {sink} {method} -BusyPoll 20";
            if (kernel >= new Version(6, 9))
            {
                session.Run(script);
            }
            else
            {
                Assert.Contains("Linux 6.9", session.Run(script).MustFail("NotSupported.BusyPoll").Exception.Message);
            }
        }

        if (kernel >= new Version(6, 6))
        {
            guests.Run("dut", "echo 2 > /proc/sys/kernel/io_uring_disabled");
            Assert.Contains("kernel.io_uring_disabled is 2", session.Run($"{flood} | {sink} Recv, IoUring").MustFail("PermissionDenied.Method").Exception.Message);
            guests.Run("dut", "echo 0 > /proc/sys/kernel/io_uring_disabled");
        }
    }

    /// <summary>Every cell is measured in its guest, and the guests are compared.</summary>
    [Fact]
    public void ASweepOverGuests()
    {
        Session session = pair.Session;
        IReadOnlyList<PSObject> all = session.Run("Invoke-LabSweep @{ Lab = (Get-LabHost gen, dut) } -Repeat 3 { Invoke-UdpFlood -LabHost $Lab -RatePps 1500 -Count 150 | Measure-Sink -LabHost $Lab } -OutVariable global:all").Output;
        Assert.Equal(6, all.Count);
        Assert.All(all, m => Assert.Equal(($"Lab={m.Text("Host")}", m.Text("Host"), 150L), (m.Text("Factors"), m.Text("Flood.Host"), m.Long("Ledger.Sent"))));
        Assert.Equal([1, 1, 2, 2, 3, 3], all.Select(m => (int)m.Long("Repeat")));
        Assert.Empty(session.One("$all | Compare-SinkMeasurement -By Lab -Baseline gen").All("Differences"));
    }

    /// <summary>The guest's perf records the guest's kernel, whose symbols only the guest has; without root it says why not.</summary>
    private static void ProfilesOfAnotherKernel(Session session, Guests guests)
    {
        string data = Path.Combine(Path.GetTempPath(), $"udplab-test-{Guid.NewGuid():N}.data");
        try
        {
            PSObject measurement = session.One("$global:profiled = Invoke-UdpFlood -LabHost gen -Backend Socket -Duration 1 | Measure-Sink -LabHost dut -Profile -ProfileCpu 0, 1; $profiled");
            PSObject profile = PSObject.AsPSObject(measurement.Get("Profile")!);
            Assert.Equal(("dut", "cpu-clock"), (profile.Text("Host"), profile.Text("Event")));
            Assert.StartsWith("6.1", profile.Text("Kernel"), StringComparison.Ordinal);
            Assert.Contains(profile.All("Notes"), n => n.Text("Code") == "EventFallback");
            Assert.DoesNotContain(profile.All("Notes"), n => n.Text("Code") == "UnresolvedKernel");
            Assert.Equal(profile.Long("Samples"), profile.Long("CallTree.Samples"));
            Assert.Contains(profile.All("Stacks"), s => s.ToString().Contains(";virtnet_poll", StringComparison.Ordinal));
            Assert.NotEmpty(session.Give("$profiled | Get-UdpBottleneck"));

            profile = session.One($"Invoke-PerfCapture -LabHost dut -AllCpus -Duration 0.5 -Path {data}");
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
