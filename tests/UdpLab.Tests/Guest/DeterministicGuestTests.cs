using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Tests.Guest;

/// <summary>A guest whose clock counts instructions measures the same in each boot.</summary>
[Collection(Machine.Name)]
[Trait("Needs", "Guests")]
public class DeterministicGuestTests(GuestFixture guests) : IClassFixture<GuestFixture>
{
    private const string Methods = "Recvmsg, Recvmmsg, Epoll, IoUring";

    // How far two boots are apart is a figure of the bench: 0.2 percent. Here time itself, which differs by far more, would be found out.
    private const double Tolerance = 0.01;

    private Session Session => guests.Session;

    [Fact]
    public void TwoBootsOfAKernelMeasureTheSame()
    {
        // One after the other: an idle guest of this kind keeps a CPU busy.
        (PSObject[] Runs, PSObject Profile)[] boots = [.. new[] { "twin1", "twin2" }.Select(Boot)];
        Assert.Equal(Methods.Split(", "), boots[0].Runs.Select(m => m.Text("Method")));
        Assert.All(boots[0].Runs.Zip(boots[1].Runs), pair => Same(pair.First, pair.Second));

        // Instructions by function are counted, not sampled: those of all that ran from the first packet to the last.
        Assert.All(boots, boot => Counted(boot.Profile));
        PSObject[] changes = [.. Session.Give("Compare-PerfProfile $twin1.Profile $twin2.Profile")];
        Assert.InRange(changes.Sum(c => Math.Abs(Number(c, "BaselineSamplesPerPacket") - Number(c, "CandidateSamplesPerPacket"))), 0, Tolerance * Number(PSObject.AsPSObject(boots[0].Profile.Get("Profile")!), "SamplesPerPacket"));

        // A view of its own says what is counted, and time is not compared with it.
        Assert.Equal("UdpLab.SinkMeasurement#Instructions", Session.One("$twin1").TypeNames[0]);
        PSObject comparison = Session.One("Compare-SinkMeasurement $twin1 (Invoke-UdpFlood -Count 1000 -RatePps 10000 | Measure-Sink -ReceiveBuffer 4000000) -Metric CpuNsPerPacket -AllowDifference *");
        Assert.Equal("NotComparable", comparison.Text("Verdict"));
        Assert.Contains("Clock (Instructions and WallClock)", comparison.Text("Reason"), StringComparison.Ordinal);
    }

    /// <summary>What a boot measures: each method, and one run with a profile, which is kept in a variable of the guest's name.</summary>
    private (PSObject[] Runs, PSObject Profile) Boot(string name)
    {
        Session.Give($"$null = New-LabGuest '{guests.Image}' -Name {name} -Deterministic");
        try
        {
            PSObject host = Session.One($"Get-LabGuest {name}");
            Assert.Equal(("Instructions", "Tcg", 1L), (host.Text("Clock"), host.Text("Accelerator"), host.Long("Cpus")));

            // The first run of a method in a boot meets code and memory that were not used yet.
            PSObject[] runs = [.. Session.Give($"Invoke-UdpFlood -LabHost {name} -Count 2000 | Measure-Sink {Methods} -LabHost {name} -Repeat 2").Skip(Methods.Split(", ").Length)];
            return (runs, Session.One($"$global:{name} = Invoke-UdpFlood -LabHost {name} -Count 2000 | Measure-Sink -LabHost {name} -Profile; ${name}"));
        }
        finally
        {
            Session.Give($"Remove-LabGuest {name}");
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
        (int code, string output, string error) = ShellProcess.Run($"& '{Example("kernel-compare.ps1")}' -Kernel '{folder}', '{folder}' -Method Recvmsg, Recvmmsg -Count 500 -Repeat 2");
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
        Assert.All(new[] { "udp_recvmsg", "udp_sendmsg", "__udp4_lib_rcv" }, name => Assert.InRange(symbols.Single(s => s.Text("Name") == name).Long("Samples"), 2000 * 20, 2000 * 2000));
        Assert.InRange(symbols.Where(s => s.Text("Name") == "[unknown]").Sum(s => s.Long("Samples")), 0, profile.Long("Samples") / 100);
        double sinkAndFlood = Number(measurement, "CpuNsPerPacket") + Number(PSObject.AsPSObject(measurement.Get("Flood")!), "CpuNsPerPacket");
        Assert.InRange(Number(profile, "SamplesPerPacket"), sinkAndFlood * 0.9, sinkAndFlood * 1.3);
    }

    private static void Same(PSObject one, PSObject other)
    {
        Assert.Equal(("Instructions", 2_000L, 0L), (one.Text("Clock"), one.Long("Packets"), one.Long("Ledger.Unexplained")));
        double all = Number(one, "CpuNsPerPacket");
        foreach (string name in new[] { "CpuNsPerPacket", "UserNsPerPacket", "SystemNsPerPacket" })
        {
            Assert.True(Math.Abs(Number(one, name) - Number(other, name)) <= (Tolerance * all) + 1, string.Create(CultureInfo.InvariantCulture, $"{one.Text("Method")} {name}: {Number(one, name):0.0} and {Number(other, name):0.0}"));
        }

        Assert.InRange(Number(PSObject.AsPSObject(one.Get("Flood")!), "CpuNsPerPacket"), 100, 100_000);
    }
}
