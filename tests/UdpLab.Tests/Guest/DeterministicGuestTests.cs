using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Tests.Guest;

/// <summary>A guest whose clock counts instructions measures the same in each boot.</summary>
[Collection(Machine.Name)]
[Trait("Needs", "Guests")]
public class DeterministicGuestTests(GuestFixture guests) : IClassFixture<GuestFixture>
{
    private const string Methods = "Recvmsg, Recvmmsg, Epoll, IoUring";

    // How far two boots are apart is a figure: 0.2 percent, seldom more. Here time itself, which differs by far more, would be found out.
    private const double Tolerance = 0.02;

    private Session Session => guests.Session;

    [Fact]
    public void TwoBootsOfAKernelMeasureTheSame()
    {
        Session.Give($"$global:twins = New-LabGuest '{guests.Image}', '{guests.Image}' -Name twin1, twin2 -Deterministic");
        try
        {
            PSObject host = Session.One("Get-LabGuest twin1");
            Assert.Equal(("Instructions", "Tcg", 1L), (host.Text("Clock"), host.Text("Accelerator"), host.Long("Cpus")));
            string[] methods = Methods.Split(", ");

            // The first run of a method in a boot meets code and memory that were not used yet.
            PSObject[][] boots = [.. new[] { "twin1", "twin2" }.Select(name => Session.Give($"Invoke-UdpFlood -LabHost {name} -Count 5000 | Measure-Sink {Methods} -LabHost {name} -Repeat 2").Skip(methods.Length).ToArray())];
            Assert.Equal(methods, boots[0].Select(m => m.Text("Method")));
            Assert.All(boots[0].Zip(boots[1]), pair => Same(pair.First, pair.Second));

            // Instructions by function are counted, not sampled: those of all that ran from the first packet to the last.
            PSObject[] profiles = [.. new[] { "twin1", "twin2" }.Select(name => Session.One($"$m = Invoke-UdpFlood -LabHost {name} -Count 5000 | Measure-Sink -LabHost {name} -Profile -Repeat 2; $global:{name}profile = $m[-1].Profile; $m[-1]"))];
            Assert.All(profiles, Counted);
            PSObject[] changes = [.. Session.Give("Compare-PerfProfile $twin1profile $twin2profile")];
            Assert.InRange(changes.Sum(c => Math.Abs(Number(c, "BaselineSamplesPerPacket") - Number(c, "CandidateSamplesPerPacket"))), 0, Tolerance * Number(PSObject.AsPSObject(profiles[0].Get("Profile")!), "SamplesPerPacket"));

            // A view of its own says what is counted, and time is not compared with it.
            PSObject counted = Session.One("$global:counted = Invoke-UdpFlood -LabHost twin1 -Count 1000 | Measure-Sink -LabHost twin1; $counted");
            Assert.Equal("UdpLab.SinkMeasurement#Instructions", counted.TypeNames[0]);
            PSObject comparison = Session.One("Compare-SinkMeasurement $counted (Invoke-UdpFlood -Count 1000 -RatePps 10000 | Measure-Sink -ReceiveBuffer 4000000) -Metric CpuNsPerPacket -AllowDifference *");
            Assert.Equal("NotComparable", comparison.Text("Verdict"));
            Assert.Contains("Clock (Instructions and WallClock)", comparison.Text("Reason"), StringComparison.Ordinal);
        }
        finally
        {
            Session.Give("$twins | Remove-LabGuest");
        }
    }

    [Theory]
    [InlineData("-Cpus 2", "InvalidArgument.Cpus", "-Cpus 2 with -Deterministic: instructions are counted on one CPU")]
    [InlineData("-Queues 2", "InvalidArgument.Queues", "several queues take as many CPUs")]
    [InlineData("-Accelerator Kvm", "InvalidArgument.Accelerator", "only an emulated processor counts its instructions")]
    [InlineData("-Cable", "InvalidArgument.Cable", "packets of another guest arrive by this machine's clock")]
    public void WhatMakesRunsDifferIsRefused(string parameters, string id, string words) => Assert.Contains(
        words,
        Session.Run($"New-LabGuest /dev/null, /dev/null -Deterministic {parameters}").MustFail(id).Exception.Message,
        StringComparison.Ordinal);

    [Fact]
    public void TheExampleComparesKernelsMethodByMethod()
    {
        string folder = guests.Image;
        (int code, string output, string error) = ShellProcess.Run($"& '{Example("kernel-compare.ps1")}' -Kernel '{folder}', '{folder}' -Method Recvmsg, Recvmmsg -Count 500 -Repeat 4");
        Assert.True(code == 0, output + error);
        Assert.Matches(@"Recvmsg +[0-9,]+\.[0-9] +[0-9,]+\.[0-9]", output);
        Assert.Matches(@"Recvmmsg +[0-9,]+\.[0-9] +[0-9,]+\.[0-9]", output);
    }

    [Theory]
    [InlineData("'{0}'", "10", 1)]
    [InlineData("/dev/null", "1e6", 125)]
    public void TheExampleForBisectExitsAsGitExpects(string kernel, string good, int expected)
    {
        (int code, string output, string error) = ShellProcess.Run($"& '{Example("bisect.ps1")}' -Kernel {string.Format(CultureInfo.InvariantCulture, kernel, guests.Image)} -Good {good} -Count 2000; exit $LASTEXITCODE");
        Assert.True(code == expected, $"{code}: {output}{error}");
    }

    private static string Example(string name) => Path.Combine(Repository.Root, "examples", name);

    private static double Number(PSObject of, string name) => Convert.ToDouble(of.Get(name), CultureInfo.InvariantCulture);

    private static void Counted(PSObject measurement)
    {
        PSObject profile = PSObject.AsPSObject(measurement.Get("Profile")!);
        Assert.Equal("instructions", profile.Text("Event"));
        Assert.Contains(profile.All("Notes"), n => n.Text("Code") == "Counted");
        PSObject[] symbols = [.. profile.All("Symbols")];
        Assert.All(new[] { "udp_recvmsg", "udp_sendmsg", "__udp4_lib_rcv" }, name => Assert.InRange(symbols.Single(s => s.Text("Name") == name).Long("Samples"), 5000 * 20, 5000 * 2000));
        Assert.InRange(symbols.Where(s => s.Text("Name") == "[unknown]").Sum(s => s.Long("Samples")), 0, profile.Long("Samples") / 100);
        double sinkAndFlood = Number(measurement, "CpuNsPerPacket") + Number(PSObject.AsPSObject(measurement.Get("Flood")!), "CpuNsPerPacket");
        Assert.InRange(Number(profile, "SamplesPerPacket"), sinkAndFlood * 0.9, sinkAndFlood * 1.3);
    }

    private static void Same(PSObject one, PSObject other)
    {
        Assert.Equal(("Instructions", 5_000L, 0L), (one.Text("Clock"), one.Long("Packets"), one.Long("Ledger.Unexplained")));
        double all = Number(one, "CpuNsPerPacket");
        foreach (string name in new[] { "CpuNsPerPacket", "UserNsPerPacket", "SystemNsPerPacket" })
        {
            Assert.True(Math.Abs(Number(one, name) - Number(other, name)) <= (Tolerance * all) + 1, string.Create(CultureInfo.InvariantCulture, $"{one.Text("Method")} {name}: {Number(one, name):0.0} and {Number(other, name):0.0}"));
        }

        Assert.InRange(Number(PSObject.AsPSObject(one.Get("Flood")!), "CpuNsPerPacket"), 100, 100_000);
    }
}
