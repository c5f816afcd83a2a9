using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Tests.Guest;

/// <summary>A guest with a kernel for arm64 is a host like any other; and what it lacks is named.</summary>
[Collection(Machine.Name)]
public sealed class ArmGuestTests(ArmGuestFixture arm) : IClassFixture<ArmGuestFixture>
{
    private Session Session => arm.Session;

    [Fact]
    [Trait("Needs", "Guests")]
    public void ItFloodsAndMeasuresAndTheLedgerBalances()
    {
        arm.Require();
        PSObject guest = Session.One("Get-LabGuest arm");
        Assert.Equal(("Available", 2L, "Tcg", "aarch64"), (guest.Text("State"), guest.Long("Cpus"), guest.Text("Accelerator"), guest.Text("Architecture")));
        Assert.EndsWith("arm64", guest.Text("Kernel"), StringComparison.Ordinal);

        PSObject measurement = Session.One("Invoke-UdpFlood -LabHost arm -Count 1000 -RatePps 2000 | Measure-Sink -LabHost arm -ReceiveBuffer 4000000 -Trace");
        Balanced(measurement, 1000);
        Assert.NotNull(measurement.Get("Trace"));
        Assert.Equal(["Trace Pass", "VirtualMachine Advice"], Session.Give("Test-LabHost arm -Check Trace, VirtualMachine | ForEach-Object { \"$($_.Check) $($_.Status)\" }").Select(f => f.ToString()));
    }

    [Fact]
    [Trait("Needs", "Guests")]
    public void ItsCardIsSetUp()
    {
        arm.Require();
        Assert.Contains(Session.Give("Get-LabNic -LabHost arm"), nic => nic.Text("Driver") == "virtio_net" && nic.Get("LinkUp") is true);
        Session.Give("$null = Set-LabNic eth0 -LabHost arm -Mtu 1400 -RxRing 128");
        Assert.Equal("1400 128", Session.One("Get-LabNic eth0 -LabHost arm | ForEach-Object { \"$($_.Mtu) $($_.RxRing)\" }").ToString());
        Session.Give("$null = Get-LabChange -LabHost arm -State Applied | Undo-LabChange -Confirm:$false");
        Assert.Equal("1500 256", Session.One("Get-LabNic eth0 -LabHost arm | ForEach-Object { \"$($_.Mtu) $($_.RxRing)\" }").ToString());
    }

    [Fact]
    [Trait("Needs", "Guests")]
    public void PktgenSendsThroughATestbedInIt()
    {
        arm.Require();
        Session.Give("$global:bed = New-LabTestbed -LabHost arm -Queues 2");
        Balanced(Session.One("Invoke-UdpFlood -LabHost $bed.Generator -Backend Pktgen -Count 500 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 4000000"), 500);
        Session.Give("$bed | Remove-LabTestbed");
    }

    [Fact]
    [Trait("Needs", "Guests")]
    public void ItsInstructionsAreCounted()
    {
        Session.Give($"$null = New-LabGuest '{arm.RequireKernel()}' -Name counted -Deterministic");
        PSObject measurement = Session.One("Invoke-UdpFlood -LabHost counted -Count 2000 | Measure-Sink -LabHost counted -Profile");
        Session.Give("Remove-LabGuest counted");
        Balanced(measurement, 2000);
        Assert.Equal("Instructions", measurement.Text("Clock"));

        // Instructions, not ticks of a timer that counts every sixteenth: the sink's thread executes some 3000 for a packet, a hundred of them itself.
        Assert.InRange(Convert.ToDouble(measurement.Get("CpuNsPerPacket"), CultureInfo.InvariantCulture), 1000, 10_000);
        Assert.InRange(Convert.ToDouble(measurement.Get("UserNsPerPacket"), CultureInfo.InvariantCulture), 30, 1000);
        PSObject profile = PSObject.AsPSObject(measurement.Get("Profile")!);
        Assert.Contains(profile.All("Notes"), n => n.Text("Code") == "Counted");
        Assert.InRange(profile.All("Symbols").Single(s => s.Text("Name") == "udp_recvmsg").Long("Samples"), 2000 * 20, 2000 * 2000);
    }

    [Fact]
    public void WithoutItsQemuTheErrorNamesThePackage() => Assert.Contains(
        "apt install qemu-system-arm",
        Session.Run(WithPath("/nowhere", $"New-LabGuest '{Image()}'")).MustFail("NotFound.Kernel").Exception.Message,
        StringComparison.Ordinal);

    [Fact]
    public void WithoutItsAgentTheErrorSaysHowToBuildIt()
    {
        Assert.SkipWhen(File.Exists(ArmGuestFixture.Agent), "The agent for arm64 is built.");
        string emulator = Path.Combine(arm.Folder, ArmGuestFixture.Emulator);
        File.Copy("/bin/true", emulator, overwrite: true);
        Assert.Contains(
            "dotnet build src/UdpLab -p:AgentRuntimes=all",
            Session.Run(WithPath(arm.Folder, $"New-LabGuest '{Image()}'")).MustFail("NotFound.Kernel").Exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void KvmRunsOnlyKernelsForItsOwnProcessor() => Assert.Contains(
        "KVM runs kernels for this machine's own processor",
        Session.Run($"New-LabGuest '{Image()}' -Accelerator Kvm").MustFail("InvalidArgument.Accelerator").Exception.Message,
        StringComparison.Ordinal);

    private static string WithPath(string path, string script) => $"$path = $env:PATH; try {{ $env:PATH = '{path}'; {script} }} finally {{ $env:PATH = $path }}";

    private static void Balanced(PSObject measurement, long sent) => Assert.Equal(
        (sent, sent, 0L),
        (measurement.Long("Ledger.Sent"), measurement.Long("Packets") + measurement.Long("Ledger.Losses"), measurement.Long("Ledger.Unexplained")));

    /// <summary>The header of a kernel for arm64 (Documentation/arch/arm64/booting.rst), and nothing behind it.</summary>
    private string Image()
    {
        byte[] image = new byte[0x2000];
        "ARMd"u8.CopyTo(image.AsSpan(0x38));
        string file = Path.Combine(arm.Folder, "Image");
        File.WriteAllBytes(file, image);
        return file;
    }
}
