using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A recording sent by an agent.</summary>
internal sealed partial class Capture
{
    private Capture(AgentProcess agent, long id)
    {
        Result = agent.Wait<PerfResult>(id);
        Script = Encoding.UTF8.GetString(Unpacked(agent, id, PerfPart.Script));
        Data = Unpacked(agent, id, PerfPart.Data);
    }

    public PerfResult Result { get; }

    /// <summary>What perf script printed.</summary>
    public string Script { get; }

    /// <summary>perf.data.</summary>
    public byte[] Data { get; }

    /// <summary>Every sample's thread and time in nanoseconds.</summary>
    public (int Thread, int Cpu, long Time)[] Samples => [.. Heads().Matches(Script).Select(m => (Number(m, 1), Number(m, 2), (Number(m, 3) * 1_000_000_000L) + Number(m, 4)))];

    /// <summary>Waits for the recording that answers a request.</summary>
    public static Capture Of(AgentProcess agent, long id) => new(agent, id);

    /// <summary>Records for the given time.</summary>
    /// <param name="agent">Who records.</param>
    /// <param name="plan">What.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="hog">A process that is stopped when the recording has ended; null for none.</param>
    public static Capture Take(AgentProcess agent, PerfPlan plan, double seconds, Hog? hog = null)
    {
        long id = agent.Send(new StartPerf { Plan = plan, Duration = seconds });
        agent.Wait<PerfStarted>(id);
        if (hog is not null)
        {
            int[] perf = ChildrenOf(agent.Id);
            Assert.True(Machine.Becomes(() => !Array.Exists(perf, ProcessState.IsAlive), seconds + 60), "perf goes on");
            hog.Pause();
        }

        return new Capture(agent, id);
    }

    /// <summary>Records a process until it has worked for a tenth of a second of CPU time.</summary>
    public static Capture Take(AgentProcess agent, Hog hog, PerfPlan plan)
    {
        long id = agent.Send(new StartPerf { Plan = plan, Duration = 600 });
        agent.Wait<PerfStarted>(id);
        hog.Work();
        hog.Pause();
        agent.Ask<Done>(new StopPerf());
        return new Capture(agent, id);
    }

    /// <summary>Directories of captures that still exist.</summary>
    public static string[] Folders(int agent) => Directory.GetDirectories(Path.GetTempPath(), $"udplab-perf-{agent}-*");

    /// <summary>Processes started by an agent that are still running.</summary>
    public static int[] ChildrenOf(int agent) => [.. Tool.Try("pgrep", "-P", $"{agent}").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Where(ProcessState.IsAlive)];

    private static byte[] Unpacked(AgentProcess agent, long id, PerfPart part)
    {
        using MemoryStream packed = new([.. agent.Replies.OfType<PerfChunk>().Where(c => c.Id == id && c.Part == part).SelectMany(c => c.Bytes)]);
        using MemoryStream whole = new();
        if (packed.Length > 0)
        {
            using GZipStream text = new(packed, CompressionMode.Decompress);
            text.CopyTo(whole);
        }

        return whole.ToArray();
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"/(\d+) +\[(\d+)\] +(\d+)\.(\d{9}): +\d+ ", RegexOptions.CultureInvariant)]
    private static partial Regex Heads();
}
