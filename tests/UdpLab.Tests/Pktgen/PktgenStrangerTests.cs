using System.Management.Automation;

namespace UdpLab.Tests.Pktgen;

/// <summary>Other programs use pktgen too: devices that disappear or are renamed during a run, and what outlives them.</summary>
public sealed partial class PktgenTests
{
    private const string Device = "-LabHost gen -PacketSize 60 -Destination 10.77.0.2 -DestinationMac 52:54:00:01:00:02";
    private const string RemoveAll = $"for t in {PktgenFixture.Files}/kpktgend_*; do echo rem_device_all >$t; done";

    // Text right after the command in memory, without a zero byte: like a shell's own buffer.
    private const string WriteInBash = $"x=$(head -c 3000 /dev/zero | tr '\\0' x); printf '%s' \"$x\" >/dev/null; printf 'count 5\\n' >{PktgenFixture.Files}/test0 && echo taken || echo refused";

    [Theory]
    [InlineData("-Interface test0 -Destination 10.77.0.2 -Threads 2", RemoveAll)]
    [InlineData("-Interface test0 -Destination 10.77.0.2", $"echo reset >{PktgenFixture.Files}/pgctrl")]
    [InlineData("-Interface pg0 -Destination 10.99.0.2 -DestinationMac 52:54:00:01:00:02 -Source 10.99.0.1", "ip link del pg0")]
    public void AFloodWhoseDevicesAreTakenAwayIsFailedAndDoesNotKnowWhatItSent(string flood, string taking)
    {
        AddInterface();
        ScriptRun run = lab.Begin($"Invoke-UdpFlood -LabHost gen -Backend Pktgen {flood} -Count 1000000 -RatePps 1000");
        lab.Guests.Run("gen", taking);
        ErrorRecord error = Assert.Single(run.Wait().Errors);
        Assert.Contains("during the run another program removed", error.Exception.Message, StringComparison.Ordinal);
        PSObject result = Assert.Single(run.Output);
        Assert.Equal(("Failed", null, null), (result.Text("State"), result.Get("Sent"), result.Get("Pps")));
        Assert.All(result.All("PerThread"), thread => Assert.Null(thread.Get("Sent")));
        Assert.Empty(lab.Devices());
    }

    [Fact]
    public void ItsLedgerKnowsNoSentAndLeavesNothingUnexplained()
    {
        ScriptRun run = lab.Begin("Invoke-UdpFlood -LabHost gen -Backend Pktgen -Count 1000000 -RatePps 1000 | Measure-Sink -LabHost dut");
        Assert.True(Machine.Becomes(() => HasSent("test0@0"), 60), "Nothing was sent.");
        lab.Guests.Run("gen", RemoveAll);
        Assert.Contains(run.Wait().Errors, e => e.Exception.Message.Contains("The number of sent packets is unknown", StringComparison.Ordinal));
        PSObject measurement = Assert.Single(run.Output);
        Assert.Equal(("Failed", null, null), (measurement.Text("Flood.State"), measurement.Get("Ledger.Sent"), measurement.Get("Ledger.Unexplained")));
        Assert.Equal("Incomplete", measurement.Text("State"));
        Assert.Contains("The number of sent packets is unknown", Assert.Single(measurement.All("Notes")).Text("Message"), StringComparison.Ordinal);
        Assert.DoesNotContain(run.Warnings, w => w.Contains("is unknown", StringComparison.Ordinal));
    }

    [Fact]
    public void StartPktgenNamesTheDevicesThatWent()
    {
        lab.Session.Give($"Add-PktgenDevice test0 -Thread 0, 1 {Device} -Count 0 -RatePps 1000");
        ScriptRun run = lab.Begin("Start-Pktgen -LabHost gen -Duration 60");
        lab.Guests.Run("gen", $"cd {PktgenFixture.Files} && echo rem_device_all >kpktgend_0 && echo stop >pgctrl");
        string message = Assert.Single(run.Wait().Errors).Exception.Message;
        Assert.Contains("no longer has test0@0", message, StringComparison.Ordinal);
        Assert.DoesNotContain("test0@1", message, StringComparison.Ordinal);
        Assert.Equal(["test0@1"], run.Output.Select(d => d.Text("Name")));
    }

    [Fact]
    public void ADeviceThatIsAddedAgainDuringARunIsNotTheOneThatRan()
    {
        lab.Session.Give($"Add-PktgenDevice test0 -Thread 0, 1 {Device} -Count 0 -RatePps 1000");
        ScriptRun run = lab.Begin("Start-Pktgen -LabHost gen -Duration 60");
        Assert.True(Machine.Becomes(() => HasSent("test0@1"), 60), "Nothing was sent.");
        lab.Guests.Run("gen", $"cd {PktgenFixture.Files} && echo rem_device_all >kpktgend_1 && {{ while [ -e test0@1 ]; do sleep 0.01; done; echo add_device test0@1 >kpktgend_1; echo stop >pgctrl; }}");
        string message = Assert.Single(run.Wait().Errors).Exception.Message;
        Assert.Contains("no longer has test0@1", message, StringComparison.Ordinal);
        Assert.Contains("What is test0@1 now was added since", message, StringComparison.Ordinal);
        Assert.Equal(["test0@0"], run.Output.Select(d => d.Text("Name")));
    }

    [Fact]
    public void ADeviceThatIsRenamedDuringARunIsFoundAndRemoved()
    {
        AddInterface();
        lab.Session.Give($"Add-PktgenDevice pg0 -Thread 0 {Device} -Count 0 -RatePps 1000; Add-PktgenDevice test0 -Thread 1 {Device} -Count 0 -RatePps 1000");
        ScriptRun run = lab.Begin("Start-Pktgen -LabHost gen -Duration 60");
        Assert.True(Machine.Becomes(() => HasSent("pg0@0") && HasSent("test0@1"), 60), "Nothing was sent.");

        // The kernel names its file by the interface only. Before Linux 6.2 an interface must be down to be renamed, which ends its part of the run.
        lab.Guests.Run("gen", $"ip link set pg0 down; ip link set pg0 name pg9; ip link set pg9 up; echo stop >{PktgenFixture.Files}/pgctrl");
        Assert.Empty(run.Wait().Errors);
        Assert.Equal(["pg0@0", "test0@1"], run.Output.Select(d => d.Text("Name")).Order());
        Assert.All(run.Output, d => Assert.NotEqual(0, d.Long("Sent")));
        Assert.Equal(["pg9", "test0@1"], lab.Devices().Order());
        lab.Session.Give("Remove-PktgenDevice pg0@0 -LabHost gen");
        Assert.Equal(["test0@1"], lab.Devices());
    }

    [Theory]
    [InlineData("Reset-Pktgen -LabHost gen")]
    [InlineData("Remove-PktgenDevice test0 -LabHost gen")]
    public void DebugGoesWithTheLastDevice(string removing)
    {
        lab.Session.Give($"Add-PktgenDevice test0 {Device} -DebugLevel 1");
        Assert.Equal("refused", lab.Guests.Run("gen", WriteInBash + " 2>/dev/null").Trim());

        // Our own writes still work.
        lab.Session.Give("Set-PktgenDevice test0 -LabHost gen -Count 7");
        lab.Session.Give(removing);
        lab.Session.Give($"Add-PktgenDevice test0 {Device}");
        Assert.Equal("taken", lab.Guests.Run("gen", WriteInBash).Trim());
    }

    [Fact]
    public void ABurstThatCouldNotBeStoppedIsRefused()
    {
        lab.Session.Run($"Add-PktgenDevice test0 {Device} -Burst 2000000").MustFail("ParameterArgumentValidationError");
        lab.Session.Run("Invoke-UdpFlood -LabHost gen -Backend Pktgen -Destination 10.77.0.2 -Count 10 -Pktgen @{ Burst = 2000000 }").MustFail("InvalidArgument.Burst");
        lab.Session.Give($"Add-PktgenDevice test0 {Device} -Count 10 -Burst 1024");
        lab.Guests.Run("gen", $"echo 'burst 2000000' >{PktgenFixture.Files}/test0");
        Assert.Contains("Set-PktgenDevice test0 -Burst 1024", lab.Session.Run("Start-Pktgen -LabHost gen").MustFail("InvalidArgument.Burst").Exception.Message, StringComparison.Ordinal);
        Assert.Equal("", lab.Running());
    }

    [Theory]
    [InlineData("-Destination fd00::1 -ClearFlag IPV6", "InvalidArgument.ClearFlag", "-Destination fd00::1")]
    [InlineData("-Source fd00::2 -ClearFlag IPV6", "InvalidArgument.ClearFlag", "-Source fd00::2")]
    [InlineData("-MinPacketSize 100", "InvalidArgument.MinPacketSize", "-MinPacketSize 100 needs a -MaxPacketSize; give both")]
    [InlineData("-MinPacketSize 100 -MaxPacketSize 90", "InvalidArgument.MinPacketSize", "-MinPacketSize 100 is above -MaxPacketSize 90; give both")]
    public void WhatContradictsItselfIsRefusedInWords(string settings, string errorId, string words)
    {
        Assert.Contains(words, lab.Session.Run($"Add-PktgenDevice test0 -LabHost gen {settings}").MustFail(errorId).Exception.Message, StringComparison.Ordinal);
        Assert.Empty(lab.Devices());
    }

    private bool HasSent(string device) => !lab.Text(device).Contains("pkts-sofar: 0 ", StringComparison.Ordinal);

    private void AddInterface()
    {
        _leftovers = "ip link del pg0 2>/dev/null || ip link del pg9 2>/dev/null || true";
        lab.Guests.Run("gen", "ip link add pg0 type veth peer name pg1; ip addr add 10.99.0.1/24 dev pg0; ip link set pg1 up; ip link set pg0 up");
    }
}
