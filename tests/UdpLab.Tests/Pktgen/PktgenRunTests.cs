using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Tests.Pktgen;

/// <summary>Running pktgen: what it counts arrives, and however a run ends, nothing is left.</summary>
public sealed partial class PktgenTests
{
    [Theory]
    [InlineData("-Count 3000 -RatePps 5000", 1, false)]
    [InlineData("-Count 3000 -Threads 2 -Flows 8 -RatePps 8000", 2, false)]
    [InlineData("-Count 2000 -PacketSize 1000 -RatePps 5000 -Pktgen @{ Tos = 16; Flag = 'UDPCSUM' }", 1, false)]
    [InlineData("-Count 2000 -RatePps 5000 -Interface test0", 1, false)]
    [InlineData("-Count 2000 -RatePps 5000 -Pktgen @{ Count = 9; DelayNs = 1 }", 1, false)]
    [InlineData("-Count 2000 -RatePps 5000 -Burst 4", 1, true)]
    [InlineData("-Count 2000 -RatePps 5000 -CloneSkb 8", 1, true)]
    [InlineData("-Count 2000 -RatePps 5000 -XmitMode queue_xmit", 1, false)]
    [InlineData("-Duration 0.5 -RatePps 3000", 1, false)]
    public void WhatPktgenCountsIsWhatArrives(string flood, int threads, bool repeats)
    {
        PSObject m = lab.Flood(flood);
        Assert.Equal(("Pktgen", "Completed", threads), (m.Text("Flood.Backend"), m.Text("Flood.State"), (int)m.Long("Flood.Threads")));
        Assert.Equal(m.Long("Flood.Sent"), m.All("Flood.PerThread").Sum(t => t.Long("Sent")));
        Assert.Equal((m.Long("Flood.Sent"), 0L), (m.Long("Ledger.Sent"), m.Long("Ledger.Unexplained")));
        Assert.Equal(m.Long("Ledger.Sent"), m.Long("Packets") + m.Get("Ledger.Losses") switch { long lost => lost, _ => 0 });
        Assert.Equal(repeats ? "" : "0", m.Text("Duplicates"));
        Assert.Equal(repeats ? "" : "0", m.Text("OutOfOrder"));
        Assert.Empty(lab.Devices());
    }

    /// <summary>The delay of a running device is changed: its numbers go on, and say which step a packet was sent in.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("-Threads 2 -Flows 8", true)]
    [InlineData("-CloneSkb 8", false)]
    public void ARampGoesOnWithoutAPause(string flood, bool numbered)
    {
        // What a busy machine lets it send in a second varies: at least once in some attempts the fast step has more than the slow one.
        bool faster = false;
        for (int attempt = 0; attempt < 5 && !faster; attempt++)
        {
            PSObject m = lab.Flood($"-RatePps 1000, 4000, 500 -StepSeconds 1 {flood}");
            IReadOnlyList<PSObject> steps = m.All("Steps");
            Assert.Equal([1000.0, 4000, 500], steps.Select(s => s.Double("RatePps")));
            Assert.Equal(m.Long("Flood.Sent"), steps.Sum(s => s.Long("Sent")));
            Assert.Equal(numbered, steps[0].Get("Lost") is not null);
            Assert.Equal(!numbered, m.All("Notes").Any(n => n.Text("Message").Contains("repeat their headers", StringComparison.Ordinal)));
            if (numbered)
            {
                Assert.All(steps, s => Assert.Equal(s.Long("Sent"), s.Long("Received") + s.Long("Lost")));
                Assert.Equal(m.Long("Packets"), steps.Sum(s => s.Long("Received")));
            }

            Assert.Empty(lab.Devices());
            faster = steps[1].Long("Sent") > 2 * steps[2].Long("Sent");
        }

        Assert.True(faster);
    }

    [Theory]
    [InlineData("-Interface veth0", "behind")]
    [InlineData("-Interface veth0 -Threads 2 -Cpu 0, 1", "behind")]
    [InlineData("-Inject -Interface veth0 -Destination 10.88.0.1", "gen")]
    [InlineData("-Inject -Interface veth0 -Destination 10.88.0.1 -Burst 16", "gen")]
    public void OverAVethInBothDirections(string flood, string sink)
    {
        PSObject m = lab.Flood($"{flood} -Count 2000 -RatePps 5000", $"-LabHost {sink}");
        Assert.Equal((m.Long("Flood.Sent"), 0L), (m.Long("Ledger.Sent"), m.Long("Ledger.Unexplained")));
        Assert.InRange(m.Long("Packets"), 1, 2016);
        Assert.Equal(m.Long("Flood.Sent"), m.Long("Packets") + m.Long("Ledger.Losses"));
        Assert.Empty(lab.Devices());
    }

    [Fact]
    public void AutoTakesItWhereItWorks()
    {
        Assert.Equal("Pktgen", lab.Session.One("(Invoke-UdpFlood -LabHost gen -Count 10 -Destination 10.77.0.2).Backend").ToString());
        lab.Session.Give("Add-PktgenDevice test0 -LabHost gen");
        Assert.Contains("devices already", lab.Session.One("(Invoke-UdpFlood -LabHost gen -Count 10 -Destination 10.77.0.2).BackendReason").ToString(), StringComparison.Ordinal);
        Assert.Contains("test0", lab.Session.Run("Invoke-UdpFlood -LabHost gen -Backend Pktgen -Count 10 -Destination 10.77.0.2").MustFail("Busy.Backend").Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["test0"], lab.Devices());
    }

    [Theory]
    [InlineData("-Destination 10.77.0.1", "InvalidArgument.Destination")]
    [InlineData("-Destination 10.77.0.99", "InvalidArgument.DestinationMac")]
    [InlineData("-Destination 10.77.0.2 -Gso 4", "InvalidArgument.Gso")]
    [InlineData("-Destination 10.77.0.2 -Cpu 1, 9", "InvalidArgument.Cpu")]
    [InlineData("-Destination 10.77.0.2 -Pktgen @{ Nonsense = 1 }", "InvalidArgument.Pktgen")]
    [InlineData("-Destination 10.77.0.2 -Pktgen @{ Tos = 'many' }", "InvalidArgument.Pktgen")]
    [InlineData("-Destination 10.88.0.2 -Burst 4", "InvalidArgument.Burst")]
    [InlineData("-Destination 10.77.0.2 -Inject -XmitMode queue_xmit", "InvalidArgument.XmitMode")]
    public void WhatCannotWorkIsRefusedBeforeAPacketIsSent(string flood, string errorId)
    {
        lab.Session.Run($"Invoke-UdpFlood -LabHost gen -Backend Pktgen -Count 10 {flood}").MustFail(errorId);
        Assert.Empty(lab.Devices());
    }

    [Fact]
    public void ACountThatPktgenCannotReadIsRefused() =>
        Assert.Contains("on each thread", lab.Session.Run("Invoke-UdpFlood -LabHost gen -Backend Pktgen -Destination 10.77.0.2 -Count 99999999999").MustFail("InvalidArgument.Count").Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void ARunGivesItsDevicesAndEndsByTimeOrCount()
    {
        lab.Session.Give("Add-PktgenDevice test0 -Thread 0, 1 -LabHost gen -Count 500 -PacketSize 60 -Destination 10.77.0.2 -DestinationMac 52:54:00:01:00:02");
        IReadOnlyList<PSObject> ran = lab.Session.Give("Start-Pktgen -LabHost gen");
        Assert.Equal([500L, 500L], ran.Select(d => d.Long("Sent")));
        Assert.All(ran, d => Assert.Equal("Completed", d.Text("State")));
        lab.Session.Give("Get-PktgenDevice -LabHost gen | Set-PktgenDevice -Count 0 -RatePps 1000");
        ran = lab.Session.Give("Start-Pktgen -LabHost gen -Duration 0.5");
        Assert.All(ran, d => Assert.InRange(d.Long("Sent"), 1, long.MaxValue));
        Assert.Equal("", lab.Running());
    }

    [Theory]
    [InlineData("ip -n sink link set veth1 down", "veth0 has no carrier")]
    [InlineData("ip link set veth0 down", "veth0 is down")]
    public void LosingTheCarrierIsNoCompletion(string losing, string words)
    {
        ScriptRun run = lab.Begin("Invoke-UdpFlood -LabHost gen -Backend Pktgen -Interface veth0 -Destination 10.88.0.2 -Count 1000000 -RatePps 1000");
        lab.Guests.Run("gen", losing);
        ErrorRecord error = Assert.Single(run.Wait().Errors);
        Assert.Contains("of 1,000,000", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Failed", run.Output.Single().Text("State"));
        Assert.Empty(lab.Devices());
    }

    /// <summary>The kernel gives pktgen's threads 125 ms to begin; on a busy machine one begins after the write of `start` has returned.</summary>
    [Theory]
    [InlineData("-Count 500")]
    [InlineData("-Duration 2")]
    public void AThreadThatBeginsLateIsWaitedFor(string length)
    {
        Assert.SkipWhen(lab.Guests.Run("gen", "nproc").Trim() == "1", "the guest has one CPU");
        lab.Guests.Run("gen", "sysctl -qw kernel.sched_rt_runtime_us=-1; rm -f /tmp/late; (while [ ! -e /tmp/late ]; do [ -n \"$(ls /proc/net/pktgen 2>/dev/null | grep @)\" ] && exec chrt -f 98 taskset -c 0 sh -c 'read up rest </proc/uptime; end=$((${up%.*} + 3)); while read up rest </proc/uptime; [ ${up%.*} -lt $end ]; do :; done'; sleep 0.01; done) >/dev/null 2>&1 &");
        try
        {
            PSObject measurement = lab.Flood($"-Interface veth0 -Cpu 0 -Destination 10.88.0.2 -RatePps 1000 {length}", "-LabHost behind");
            Assert.Equal("Completed", measurement.Text("Flood.State"));
            Assert.InRange(measurement.Long("Flood.Sent"), 1, 5_000);
            measurement.MustAddUp();
            Assert.Empty(lab.Devices());
        }
        finally
        {
            lab.Guests.Run("gen", "touch /tmp/late; pkill -f '[r]ead up' || true; sysctl -qw kernel.sched_rt_runtime_us=950000");
        }
    }

    [Fact]
    public void CtrlCStopsItAndRemovesItsDevices()
    {
        ScriptRun run = lab.Begin("Invoke-UdpFlood -LabHost gen -Backend Pktgen -RatePps 1000 -Duration 60 | Measure-Sink -LabHost dut");
        Assert.InRange(run.Stop().TotalSeconds, 0, 2 * Machine.Soon);
        Assert.True(Machine.Becomes(() => lab.Devices().Length == 0, 2 * Machine.Soon), "Devices were left.");
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public void ALineThatDiesStopsItAndRemovesItsDevices(string signal)
    {
        using ShellProcess shell = ShellProcess.Start(Alone("-RatePps 1000 -Duration 60"));
        Assert.True(Machine.Becomes(() => lab.Running().Length > 0, 60));
        shell.Signal(signal);
        Assert.True(Machine.Becomes(() => lab.Devices().Length == 0, 3 * Machine.Soon), "Devices were left.");
        Assert.Equal("", lab.Running());
    }

    [Fact]
    public void OneControllerAtATime()
    {
        using ShellProcess shell = ShellProcess.Start(Alone("-RatePps 1000 -Duration 60"));
        Assert.True(Machine.Becomes(() => lab.Running().Length > 0, 60));
        string agent = lab.Guests.Run("gen", "pgrep udplab-agent").Trim();
        Assert.Contains("in use on this host by process", lab.Session.Run("Add-PktgenDevice test0@z -Thread 0 -LabHost gen").MustFail("Busy.LabHost").Exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(agent);
        lab.Session.Run("Start-Pktgen -LabHost gen").MustFail("Busy.LabHost");
        lab.Session.Run("Reset-Pktgen -LabHost gen").MustFail("Busy.LabHost");

        // Anyone can look at the run, and stop it.
        Assert.Equal("Running", lab.Session.One("Get-PktgenDevice -LabHost gen").Text("State"));
        lab.Session.Give("Stop-Pktgen -LabHost gen");
        Assert.NotEqual(0, shell.Wait().Output.Length);
        Assert.Empty(lab.Devices());
    }

    [Fact]
    public void SignalsToTheAgentDoNotCutARunShort()
    {
        ScriptRun run = lab.Begin("Invoke-UdpFlood -LabHost gen -Backend Pktgen -Destination 10.77.0.2 -Count 5000 -RatePps 2000");
        for (int i = 0; i < 5; i++)
        {
            lab.Guests.Run("gen", "for p in $(pgrep udplab-agent); do for t in /proc/$p/task/*; do kill -CHLD ${t##*/}; kill -WINCH ${t##*/}; done; done");
        }

        Assert.Equal(5000, run.Wait().MustBeClean().Output.Single().Long("Sent"));
    }

    [Fact]
    public void TwoControllersThatAddStartStopAndRemoveLeaveNothing()
    {
        const int rounds = 5;
        using Session other = new(mustLeaveNoAgent: false);
        other.Give($"Connect-LabHost '{lab.Guests.Address("root", "gen")}' -Name gen2");
        ScriptRun[] runs = [.. new[] { (lab.Session, "gen"), (other, "gen2") }.Select(pair => pair.Item1.Start($$"""
            function Again([scriptblock] $what) {
                for ($i = 0; $i -lt 400; $i++) {
                    $e = @(); & $what -ErrorAction SilentlyContinue -ErrorVariable e
                    if (-not $e) { return }
                    if ($e[0].FullyQualifiedErrorId -notlike 'Busy*' -and $e[0].FullyQualifiedErrorId -notlike 'NotFound*') { throw $e[0] }
                }

                throw 'never'
            }

            for ($round = 0; $round -lt {{rounds}}; $round++) {
                Again { [CmdletBinding()] param() Add-PktgenDevice test0@{{pair.Item2}} -Thread ($round % 2) -LabHost {{pair.Item2}} -Count 50 -PacketSize 60 -Destination 10.77.0.2 -DestinationMac 52:54:00:01:00:02 }
                Again { [CmdletBinding()] param() $null = Start-Pktgen -LabHost {{pair.Item2}} -Duration 5 }
                Stop-Pktgen -LabHost {{pair.Item2}}
                Again { [CmdletBinding()] param() Remove-PktgenDevice test0@{{pair.Item2}} -LabHost {{pair.Item2}} }
            }
            """))];
        Array.ForEach(runs, run => run.Wait().MustBeClean());
        other.Run("Disconnect-LabHost gen2");
        Assert.Empty(lab.Devices());
        Assert.Equal("", lab.Running());
        Assert.Equal(100, lab.Flood("-Count 100 -RatePps 1000").Long("Packets"));
    }

    private string Alone(string flood) =>
        $"$null = Connect-LabHost '{lab.Guests.Address("root", "gen")}' -Name alone; Invoke-UdpFlood -LabHost alone -Backend Pktgen -Destination 10.77.0.2 {flood} | ForEach-Object {{ 'sent ' + $_.Sent }}";
}
