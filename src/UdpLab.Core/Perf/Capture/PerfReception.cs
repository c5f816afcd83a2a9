using System.IO.Compression;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Receives a recording from an agent and parses it into a profile while it arrives.</summary>
/// <param name="agent">The session with the agent.</param>
/// <param name="host">The host of the capture.</param>
/// <param name="id">The id of the request.</param>
/// <param name="plan">The requested capture.</param>
/// <param name="dataPath">Path for perf.data; null to leave it on the host.</param>
/// <param name="recording">How long the recording may take; null if it has ended.</param>
internal sealed class PerfReception(AgentSession agent, LabHost host, long id, PerfPlan plan, string? dataPath, RunLimit? recording = null)
{
    private const int LongestReport = 16 << 20;
    private readonly PerfChunkSource _source = new(agent, id, recording);

    /// <summary>The first chunk has arrived, so the recording has ended.</summary>
    public bool HasBegun => _source.Peek() is not null;

    /// <summary>Waits until all has arrived.</summary>
    /// <param name="packets">Packets received during the recording; null if not counted.</param>
    /// <param name="cancel">Stops the wait.</param>
    public PerfProfile Receive(long? packets, CancellationToken cancel) => HostAnswer.Understand(host, "the recording", () => Take(packets, cancel));

    private PerfProfile Take(long? packets, CancellationToken cancel)
    {
        PerfProfile? profile = null;
        string? cacheLines = null;
        bool hasData = false;
        while (_source.NextPart(cancel) is { } part)
        {
            using GZipStream text = new(new PerfChunkStream(_source, part, cancel), CompressionMode.Decompress);
            switch (part)
            {
                case PerfPart.Script:
                    profile = Read(text, keepsTimes: packets is not null, cancel);
                    break;
                case PerfPart.CacheLines:
                    cacheLines = ReadReport(text);

                    break;
                default:
                    PerfDataFile.Write(dataPath!, text);
                    hasData = true;
                    break;
            }
        }

        PerfResult result = _source.Result!;
        if (result.Failure is { } failure)
        {
            throw new LabException(failure, host.Name);
        }

        if (result.SampledEvent == GuestWords.CountedEvent && result.Sampler == PerfSampler.Agent)
        {
            profile = profile is null ? null : Counted(profile);
        }

        return CapturedProfile.Complete(profile ?? new PerfProfile(new PerfProfileBuilder(plan.CacheLine ? "" : result.SampledEvent, new FrameTable())), host, plan, result, packets, hasData ? dataPath : null) with
        {
            CacheLineReport = cacheLines,
            CacheLines = cacheLines is null ? [] : CacheLineReader.Read(cacheLines, "perf c2c report"),
        };
    }

    private string ReadReport(Stream text)
    {
        using StreamReader reader = new(text);
        char[] report = new char[LongestReport];
        int length = reader.ReadBlock(report);
        return length < LongestReport
            ? HostText.Clean(new string(report, 0, length), lines: true)
            : throw new LabException(FailureCode.Protocol, $"{host.Name}: the report of perf c2c is longer than {LongestReport >> 20} million characters.");
    }

    /// <summary>What was counted is exact: each event is as good as a sample.</summary>
    private static PerfProfile Counted(PerfProfile profile)
    {
        PerfProfileData data = PerfProfileData.Of(profile);
        return (data with { Stacks = [.. data.Stacks.Select(s => s with { Samples = checked((long)s.EventCount) })], ByCpu = [] }).ToProfile() with { Notes = profile.Notes };
    }

    /// <summary>Null if there was no sample: a sleeping process has none.</summary>
    private PerfProfile? Read(Stream text, bool keepsTimes, CancellationToken cancel)
    {
        string source = $"perf script on {host.Name}";
        TextProfiles found = PerfScriptReader.Read(text, source, cancel, keepsTimes);
        return found.Events.Any(e => e.Stacks.Count > 0) ? found.Make(source)[0] : null;
    }
}
