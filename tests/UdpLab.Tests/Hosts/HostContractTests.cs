using System.Management.Automation;

namespace UdpLab.Tests.Hosts;

/// <summary>What all kinds of lab hosts have in common: the same tests run against all three.</summary>
[Collection(Machine.Name)]
public class HostContractTests(HostFixture lab) : IClassFixture<HostFixture>
{
    private const string Roomy = "-ReceiveBuffer 8000000";

    public static TheoryData<string, string> Kinds => HostFixture.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ItSaysWhatItIs(string kind, string host)
    {
        PSObject found = lab.Session.One($"Get-LabHost ({Name(host)})");
        Assert.Equal(kind, found.Text("Kind"));
        Assert.Equal("Available", found.Text("State"));
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), found.Text("Kernel"));
        Assert.Equal("x86_64", found.Text("Architecture"));
        Assert.Equal(Environment.ProcessorCount, (int)found.Properties["Cpus"].Value);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AFloodIsMeasuredToThePacket(string kind, string host)
    {
        PSObject measurement = lab.Session.One($"Invoke-UdpFlood -LabHost {host} -RatePps 20000 -Count 2000 -Flows 3 | Measure-Sink -LabHost {host} {Roomy}");
        Assert.Equal(kind, measurement.Text("Host.Kind"));
        Assert.Equal(2000, measurement.Long("Packets"));
        Assert.Equal(0, measurement.Long("Lost"));
        measurement.MustAddUp();
        Assert.NotNull(measurement.Properties["Latency"].Value);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void RefusalsAreTheSame(string kind, string host)
    {
        ErrorRecord error = lab.Session.Run($"Measure-Sink -LabHost {host} -Interface 'no\"such;t`x'").MustFail("NotFound.Interface");
        Assert.True(error.Exception.Message.Contains("no\"such;t`x", StringComparison.Ordinal), $"{kind}: {error.Exception.Message}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ASecondCmdletWorksWhileOneRuns(string kind, string host)
    {
        string name = lab.Session.One(Name(host)).ToString();
        ScriptRun first;
        using (Session other = new(mustLeaveNoAgent: false))
        {
            first = lab.Session.Start($"Invoke-UdpFlood -LabHost {host} -RatePps 500 -Duration 2.5 | Measure-Sink -LabHost {host} {Roomy}");
            Assert.True(Machine.Becomes(() => first.ShowsProgress, 30), $"{kind}: the flood did not start.");
            PSObject second = other.One($"Invoke-UdpFlood -LabHost {name} -RatePps 1000 -Count 500 | Measure-Sink -LabHost {name} {Roomy}");
            Assert.Equal(500, second.Long("Packets"));
        }

        // The first one ran to its end, with all of its own packets and none of the second's.
        PSObject whole = Assert.Single(first.Wait().MustBeClean().Output);
        Assert.Equal(("Completed", 0L), (whole.Text("Flood.State"), whole.Long("Lost")));
        Assert.InRange(whole.Double("Flood.Seconds"), 2.4, double.MaxValue);
        Assert.Equal(whole.Long("Flood.Sent"), whole.Long("Packets"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void StoppingEndsItThere(string kind, string host)
    {
        int port = Receiver.FreePort();
        ScriptRun run = lab.Session.Start($"Invoke-UdpFlood -LabHost {host} -Duration 60 -RatePps 1000 | Measure-Sink -LabHost {host} -Port {port}");
        Assert.True(Machine.Becomes(() => run.ShowsProgress, 30), $"{kind}: the flood did not start.");
        Assert.InRange(run.Stop().TotalSeconds, 0, Machine.Soon);

        // The port is free again and nothing is sending.
        PSObject again = lab.Session.One($"Invoke-UdpFlood -LabHost {host} -RatePps 5000 -Count 700 | Measure-Sink -LabHost {host} -Port {port} {Roomy}");
        Assert.Equal(700, again.Long("Packets"));
        again.MustAddUp();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SeveralMethodsAndRepeats(string kind, string host)
    {
        IReadOnlyList<PSObject> all = lab.Session.Give($"Invoke-UdpFlood -LabHost {host} -RatePps 20000 -Count 1000 | Measure-Sink Recv, Recvmmsg -Repeat 2 -LabHost {host} {Roomy}");
        Assert.Equal(["Recv", "Recvmmsg", "Recv", "Recvmmsg"], all.Select(m => m.Text("Method")));
        Assert.All(all, m => Assert.Equal((kind, 1000L), (m.Text("Host.Kind"), m.Long("Packets"))));
    }

    private static string Name(string host) => host.StartsWith('$') ? host + ".Name" : $"'{host}'";
}
