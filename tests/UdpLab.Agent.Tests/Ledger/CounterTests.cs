using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Unsigned 64-bit counters: a driver that counts down from 0 must not end the agent.</summary>
[Collection(Machine.Name)]
public sealed class CounterTests : IDisposable
{
    // Replaces a file of /sys/class/net/lo/statistics, in the agent's own mount namespace.
    private const string Script = "mount --bind \"$1\" /sys/class/net/lo/statistics/rx_dropped && mount --bind \"$1\" /sys/class/net/lo/statistics/tx_packets && exec \"$0\"";
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("18446744073709551613", 18_446_744_073_709_551_613)]
    [InlineData("9223372036854775808", 9_223_372_036_854_775_808)]
    [InlineData("9223372036854775807", 9_223_372_036_854_775_807)]
    [InlineData("-3", 18_446_744_073_709_551_613)]
    public void OneAboveTheSignedNumbersHasItsValue(string text, ulong value)
    {
        using AgentProcess agent = Start(text);
        Assert.Equal(value, Counters(agent).Statistics["rx_dropped"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("many")]
    [InlineData("99999999999999999999")]
    public void OneThatIsNoNumberIsLeftOut(string text)
    {
        using AgentProcess agent = Start(text);
        DeviceCounters counters = Counters(agent);
        Assert.DoesNotContain("rx_dropped", counters.Statistics.Keys);
        Assert.Contains("rx_packets", counters.Statistics.Keys);
    }

    [Fact]
    public void AMeasurementAcrossTheWrapHasBothReadings()
    {
        using AgentProcess agent = Start("18446744073709551613");
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback });
        trial.Arm(new Measure { Interfaces = ["lo"], Timeout = 1 });
        agent.Ask<FloodReady>(new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Port = trial.Ready.Port, Count = 100 });
        FloodResult flood = agent.Wait<FloodResult>(agent.Send(new StartFlood()));
        File.WriteAllText(_file, "5\n");
        SinkResult result = trial.Finish().Result;
        Assert.Null(flood.Failure);
        Assert.Equal((18_446_744_073_709_551_613, 5UL), (result.Before.Devices[0].Statistics["rx_dropped"], result.After.Devices[0].Statistics["rx_dropped"]));
    }

    private static DeviceCounters Counters(AgentProcess agent) => Assert.Single(agent.Ask<NicState>(new ReadNic { Names = ["lo"] }).Items).Counters;

    private AgentProcess Start(string text)
    {
        Machine.RequireRoot();
        File.WriteAllText(_file, text + "\n");
        return AgentProcess.Start("unshare", ["-m", "--", "sh", "-c", Script, AgentBinary.Path, _file]);
    }
}
