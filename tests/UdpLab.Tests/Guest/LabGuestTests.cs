using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Tests.Guest;

/// <summary>A kernel and the agent, and nothing else, are a lab host.</summary>
[Collection(Machine.Name)]
[Trait("Needs", "Guests")]
public class LabGuestTests(GuestFixture guests) : IClassFixture<GuestFixture>
{
    private Session Session => guests.Session;

    [Fact]
    public void AGuestIsAHostLikeAnyOther()
    {
        guests.Require();
        PSObject guest = Session.One("Get-LabGuest");
        Assert.Equal(("one", "Guest", "Available", 2L, "Tcg", "x86_64"), (guest.Text("Name"), guest.Text("Kind"), guest.Text("State"), guest.Long("Cpus"), guest.Text("Accelerator"), guest.Text("Architecture")));
        Assert.Equal(Path.GetFileName(Directory.GetDirectories(Path.Combine(guests.Image, "lib", "modules"))[0]), guest.Text("Kernel"));
        Assert.Equal(["local", "one"], Session.Give("Get-LabHost local, one | ForEach-Object Name").Select(n => n.ToString()));

        PSObject measurement = Session.One("Invoke-UdpFlood -LabHost one -Count 2000 -RatePps 2000 | Measure-Sink -LabHost one -ReceiveBuffer 4000000");
        Assert.Equal((2000L, 0L), (measurement.Long("Ledger.Sent"), measurement.Long("Ledger.Unexplained")));
        Assert.Equal(2000, measurement.Long("Packets") + measurement.Long("Ledger.Losses"));
        Assert.Equal(("Guest", "one"), (measurement.Text("Host.Kind"), measurement.Text("Host.Name")));

        // The kernel asks for modules by alias when a socket or a rule needs them; the card's driver was loaded at the start.
        Assert.Contains(Session.Give("Get-LabNic -LabHost one"), nic => nic.Text("Driver") == "virtio_net" && nic.Get("LinkUp") is true && (nic.Long("CombinedQueues"), nic.Long("MaxCombinedQueues")) == (2, 2));
        Assert.Equal("9", Session.One("$sink = Start-Sink -LabHost one -Port 9; Get-UdpSocket -LabHost one -Port 9; $null = $sink | Stop-Sink").Text("Port"));
    }

    [Fact]
    public void PktgenIsLoadedAndSendsInBothModes()
    {
        guests.Require();
        PSObject flood = Session.One("Invoke-UdpFlood -LabHost one -Backend Pktgen -Interface eth0 -Destination 198.18.0.2 -DestinationMac 02:00:00:00:00:02 -Count 500");
        Assert.Equal(("Completed", 500L), (flood.Text("State"), flood.Long("Sent")));
        PSObject measurement = Session.One("Invoke-UdpFlood -LabHost one -Backend Pktgen -Inject -Interface eth0 -Count 500 | Measure-Sink -LabHost one -ReceiveBuffer 4000000");
        Assert.Equal((500L, 0L), (measurement.Long("Packets") + measurement.Long("Ledger.Losses"), measurement.Long("Ledger.Unexplained")));
    }

    /// <summary>It has no perf, nor anything else.</summary>
    [Fact]
    public void AGuestIsProfiledWithoutPerf()
    {
        guests.Require();
        ScriptRun run = Session.Run("Invoke-UdpFlood -LabHost one -Duration 3 | Measure-Sink -LabHost one -Profile").MustBeClean();
        Assert.DoesNotContain(run.Warnings, w => w.Contains("ended by itself", StringComparison.Ordinal));
        PSObject measurement = Assert.Single(run.Output);
        PSObject profile = PSObject.AsPSObject(measurement.Get("Profile")!);
        Assert.True(profile.Long("Samples") > 0, "no sample");
        Assert.Equal("cpu-clock", profile.Text("Event"));
        Assert.Contains(profile.All("Notes"), n => n.Text("Code") == "SampledByAgent" && n.Text("Message").Contains("not installed", StringComparison.Ordinal));
        Assert.DoesNotContain(profile.All("Notes"), n => n.Text("Code") is "NotUnderstood" or "UnresolvedKernel");
        Assert.Contains(profile.All("Stacks"), s => s.ToString().Contains(";udp_recvmsg", StringComparison.Ordinal));
        Session.Run("Invoke-PerfCapture -AllCpus -Duration 1 -LabHost one -CallGraph Dwarf").MustFail("NotFound.CallGraph");
    }

    [Fact]
    public void ATestbedInAGuest()
    {
        guests.Require();
        PSObject bed = Session.One("$global:bed = New-LabTestbed -LabHost one -Queues 2; $bed");
        Assert.Equal(("Active", "Namespace", "one", 2L), (bed.Text("State"), bed.Text("Sink.Kind"), bed.Text("Sink.Machine"), bed.Long("Queues")));
        PSObject measurement = Session.One("Invoke-UdpFlood -LabHost $bed.Generator -Backend Pktgen -Count 500 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 4000000");
        Assert.Equal((500L, 500L, 0L), (measurement.Long("Ledger.Sent"), measurement.Long("Packets") + measurement.Long("Ledger.Losses"), measurement.Long("Ledger.Unexplained")));

        Session.Give("$null = Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1400; $null = Set-LabNic eth0 -LabHost one -Mtu 1400");
        Assert.Equal("1400", Session.One("(Get-LabNic sink0 -LabHost $bed.Sink).Mtu").ToString());
        Assert.Equal([bed.Text("Sink"), "one"], Session.Give("Get-LabChange -LabHost one, $bed.Sink.Name -State Applied | ForEach-Object Host").Select(h => h.ToString()).Order(StringComparer.Ordinal));
        Session.Give("$null = Get-LabChange -LabHost one, $bed.Sink.Name -State Applied | Undo-LabChange -Confirm:$false");
        Assert.Equal(["1500", "1500"], Session.Give("(Get-LabNic sink0 -LabHost $bed.Sink).Mtu; (Get-LabNic eth0 -LabHost one).Mtu").Select(m => m.ToString()));
        Session.Give("$bed | Remove-LabTestbed");
        Assert.Equal("Removed", Session.One("$bed").Text("State"));
    }

    [Fact]
    public void APanicEndsTheCmdletWithTheKernelsWords()
    {
        guests.Require();
        ErrorRecord error = Session.Run($"$g = New-LabGuest '{guests.Image}' -Name doomed -MemoryMB 256 -Append udplab.panic=4242; Invoke-UdpFlood -LabHost $g -Duration 60 -RatePps 100 -Port 4242 | Measure-Sink -LabHost $g -Port 4242").Errors[0];
        Assert.Equal("Connection.LabHost", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains("doomed: the guest has ended. Its console's last lines:", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Kernel panic - not syncing: sysrq triggered crash", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Lost", Session.One("Get-LabGuest doomed").Text("State"));
        Assert.Contains("sysrq triggered crash", Session.One("(Get-LabGuest doomed).Console").ToString(), StringComparison.Ordinal);
        Assert.Contains("sysrq triggered crash", Session.Run("Test-LabHost doomed").MustFail("Connection.LabHost").Exception.Message, StringComparison.Ordinal);
        Session.Give("Remove-LabGuest doomed");
        Assert.Contains("there are one", Session.Run("Get-LabGuest doomed").MustFail("NotFound.Name").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AHangEndsTheCmdletInTime()
    {
        guests.Require();
        string process = Session.One("$one.ProcessId").ToString();
        Tool.Run("kill", "-STOP", process);
        try
        {
            ErrorRecord error = Session.Run("Test-LabHost one").Errors[0];
            Assert.Contains("one: the guest does not answer (nothing was heard for 6 s)", error.Exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            Tool.Run("kill", "-CONT", process);
        }

        // Agents that waited meanwhile have given up too; new ones answer.
        for (int i = 0; i < 100 && Session.Run("Test-LabHost one -Check Privilege").Errors.Count > 0; i++)
        {
            Thread.Sleep(100);
        }

        Assert.Equal("Pass", Session.One("Test-LabHost one -Check Privilege").Text("Status"));
    }

    [Fact]
    public void AGuestEndsWithAKilledSession()
    {
        string image = guests.Image;
        using ShellProcess shell = ShellProcess.Start($"New-LabGuest '{image}' -Name orphan");
        string[] qemu = [];
        for (int i = 0; i < 600 && qemu.Length == 0; i++)
        {
            Thread.Sleep(100);
            qemu = Qemu();
        }

        Assert.Single(qemu);
        shell.Signal("KILL");
        for (int i = 0; i < 300 && Qemu().Length > 0; i++)
        {
            Thread.Sleep(100);
        }

        Assert.Empty(Qemu());
    }

    [Fact]
    public void AKernelAndItsModulesMayBeInRpmPackages()
    {
        guests.Require();
        Assert.SkipUnless(Tool.Exists("rpmbuild") && Tool.Exists("bsdtar"), "rpmbuild (rpm) and bsdtar (libarchive-tools) are needed.");
        string folder = Directory.CreateDirectory(Path.Combine(guests.Folder, "rpm")).FullName;
        string image = Directory.GetFiles(Path.Combine(guests.Image, "boot"), "vmlinuz-*")[0], modules = Directory.GetDirectories(Path.Combine(guests.Image, "lib", "modules"))[0];
        string release = Path.GetFileName(modules);

        // As Fedora has it: the image beside its modules, which are in a package of their own.
        string kernel = Rpm(folder, "kernel-core", $"install -D {image} %{{buildroot}}/lib/modules/{release}/vmlinuz", $"/lib/modules/{release}/vmlinuz");
        string extra = Rpm(folder, "kernel-modules-core", $"mkdir -p %{{buildroot}}/lib/modules; cp -r {modules} %{{buildroot}}/lib/modules", $"/lib/modules/{release}");
        Assert.Equal("500", Session.One($"$null = New-LabGuest '{kernel}' -Module '{extra}' -Name rpm -NicModel Virtio; (Invoke-UdpFlood -LabHost rpm -Backend Pktgen -Interface eth0 -Destination 198.18.0.2 -DestinationMac 02:00:00:00:00:02 -Count 500).Sent; Remove-LabGuest rpm").ToString());
        Assert.Contains("this package has no kernel", Session.Run($"New-LabGuest '{extra}'").MustFail("NotFound.Kernel").Exception.Message, StringComparison.Ordinal);
        File.WriteAllText(kernel, "no package");
        Assert.Contains("bsdtar cannot unpack it", Session.Run($"New-LabGuest '{kernel}'").MustFail("InvalidArgument.Kernel").Exception.Message, StringComparison.Ordinal);

        string path = Directory.CreateDirectory(Path.Combine(folder, "path")).FullName;
        File.CreateSymbolicLink(Path.Combine(path, "qemu-system-x86_64"), Tool.Run("sh", "-c", "command -v qemu-system-x86_64").Trim());
        Assert.Contains("libarchive-tools", Session.Run($"$path = $env:PATH; try {{ $env:PATH = '{path}'; New-LabGuest '{kernel}' }} finally {{ $env:PATH = $path }}").MustFail("NotFound.Kernel").Exception.Message, StringComparison.Ordinal);
    }

    private static string Rpm(string folder, string name, string install, string files)
    {
        string spec = Path.Combine(folder, name + ".spec");
        File.WriteAllText(spec, $"""
            %global debug_package %nil
            %global __os_install_post %nil
            Name: {name}
            Version: 1
            Release: 1
            Summary: a kernel
            License: GPL
            AutoReqProv: no
            %description
            A kernel.
            %install
            {install}
            %files
            {files}

            """);
        Tool.Run("rpmbuild", "-bb", "--quiet", "--define", $"_topdir {folder}/rpm", "--define", "_binary_payload w1.gzdio", spec);
        return Assert.Single(Directory.GetFiles(Path.Combine(folder, "rpm", "RPMS"), name + "-1*.rpm", SearchOption.AllDirectories));
    }

    [Fact]
    public void FlowsReachSeveralQueuesOverTheCable()
    {
        Session.Give($"$global:pair = New-LabGuest '{guests.Image}', '{guests.Image}' -Name gen, dut -Cable -Queues 2 -MemoryMB 256");
        try
        {
            PSObject measurement = Session.One("Invoke-UdpFlood -LabHost gen -Backend Pktgen -Flows 64 -Count 2000 | Measure-Sink -LabHost dut -ReceiveBuffer 4000000");
            Assert.Equal((2000L, 2000L, 0L), (measurement.Long("Ledger.Sent"), measurement.Long("Packets") + measurement.Long("Ledger.Losses"), measurement.Long("Ledger.Unexplained")));
            string[] queues = [.. Session.Give("foreach ($q in 0, 1) { (Get-LabNic eth0 -LabHost dut).Counters.DriverStatistics[\"rx_queue_${q}_packets\"] }").Select(q => q.ToString())];
            Assert.Equal(2, queues.Length);
            Assert.All(queues, packets => Assert.InRange(long.Parse(packets, CultureInfo.InvariantCulture), 100, 2500));
        }
        finally
        {
            Session.Give("$pair | Remove-LabGuest");
        }
    }

    /// <summary>One after the other; UDPLAB_TEST_GUESTS says how many.</summary>
    [Fact]
    public void RemovedGuestsLeaveNothing()
    {
        guests.Require();
        int count = int.TryParse(Environment.GetEnvironmentVariable("UDPLAB_TEST_GUESTS"), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) ? wanted : 1;
        (int Files, int Processes, int Folders)? before = null;
        for (int i = 0; i <= count; i++)
        {
            Session.Give($"$leaver = New-LabGuest '{guests.Image}' -Name leaver -MemoryMB 256 -Queues 2; $null = Test-LabHost leaver -Check Privilege; $leaver | Remove-LabGuest");
            GC.Collect();
            GC.WaitForPendingFinalizers();
            (int Files, int Processes, int Folders) now = (Directory.GetFiles("/proc/self/fd").Length, Tool.Try("pgrep", "-cf", "qemu-system-x86_64 -name udplab-leaver").Output.Trim() == "0" ? 0 : 1, Directory.GetDirectories(Path.GetTempPath(), "udplab-cable-*").Length + Directory.GetDirectories(Path.GetTempPath(), "udplab-kernel-*").Length);
            before ??= now;
            Assert.Equal((0, before.Value.Folders), (now.Processes, now.Folders));
            Assert.InRange(now.Files, 0, before.Value.Files + 3);
        }
    }

    [Theory]
    [InlineData("-Kernel /dev/null", "InvalidArgument.Kernel", "it is neither a bzImage")]
    [InlineData("-Kernel 0.0.0-none", "NotFound.Kernel", "a kernel of this release in /boot")]
    [InlineData("-Kernel '{0}' -Module /tmp", "NotFound.Module", "there are no modules in it")]
    [InlineData("-Kernel '{0}' -Name local", "Busy.Name", "another host of this session has this name")]
    [InlineData("-Kernel '{0}' -Cable", "InvalidArgument.Cable", "give two")]
    [InlineData("-Kernel '{0}' -Queues 2 -NicModel E1000e", "InvalidArgument.Queues", "QEMU's card receives by one queue")]
    [InlineData("-Kernel '{0}' -Queues 4 -Cpus 2", "InvalidArgument.Queues", "no more queues than there are CPUs")]
    [InlineData("-Kernel '{0}' -Name a, b", "InvalidArgument.Name", "one kernel takes one name")]
    public void WhatCannotStartIsRefused(string parameters, string id, string words) => Assert.Contains(
        words,
        Session.Run("New-LabGuest " + string.Format(CultureInfo.InvariantCulture, parameters, guests.Image)).MustFail(id).Exception.Message,
        StringComparison.Ordinal);

    [Fact]
    public void WithoutQemuTheErrorNamesThePackage() => Assert.Contains(
        "apt install qemu-system-x86",
        Session.Run($"$path = $env:PATH; try {{ $env:PATH = '/nowhere'; New-LabGuest '{guests.Image}' }} finally {{ $env:PATH = $path }}").MustFail("NotFound.Kernel").Exception.Message,
        StringComparison.Ordinal);

    private static string[] Qemu() => Tool.Try("pgrep", "-f", "qemu-system-x86_64 -name udplab-orphan").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
