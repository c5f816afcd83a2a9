using System.Text.Json.Serialization;

namespace UdpLab.Wire;

/// <summary>What to sample, and how.</summary>
internal sealed record PerfPlan
{
    /// <summary>perf's name of the event; null for cycles if they are counted, else cpu-clock.</summary>
    public string? Event { get; set; }

    /// <summary>Samples per second and CPU.</summary>
    public int Frequency { get; set; } = 997;

    /// <summary>How stacks are unwound.</summary>
    public CallGraphMode CallGraph { get; set; } = CallGraphMode.Fp;

    /// <summary>Who takes the samples.</summary>
    public PerfSampler Sampler { get; set; }

    /// <summary>Record this process with all its threads.</summary>
    public int? ProcessId { get; set; }

    /// <summary>Record the process that has this UDP port.</summary>
    public int? SinkPort { get; set; }

    /// <summary>Record everything that runs on these CPUs; for a sink, in addition to its threads.</summary>
    public int[] Cpus { get; set; } = [];

    /// <summary>Record whatever runs on any CPU.</summary>
    public bool AllCpus { get; set; }

    /// <summary>Record memory accesses for perf c2c.</summary>
    public bool CacheLine { get; set; }

    /// <summary>Send the file perf.data too.</summary>
    public bool SendData { get; set; }
}

/// <summary>
/// Records: <see cref="PerfStarted"/>, then, after the duration or <see cref="StopPerf"/>, <see cref="PerfChunk"/> lines and
/// <see cref="PerfResult"/>.
/// </summary>
internal sealed record StartPerf : Request
{
    /// <summary>What to record.</summary>
    public required PerfPlan Plan { get; set; }

    /// <summary>Seconds, null for until <see cref="StopPerf"/>.</summary>
    public double? Duration { get; set; }
}

/// <summary>Ends the recording; its request still ends with <see cref="PerfResult"/>. Answered by <see cref="Done"/>.</summary>
internal sealed record StopPerf : Request;

/// <summary>The recording has begun.</summary>
internal sealed record PerfStarted : Reply
{
    /// <summary>The recorded process; null if CPUs are recorded.</summary>
    public int? ProcessId { get; set; }

    /// <summary>perf's command line, one element per argument.</summary>
    public string[] Command { get; set; } = [];
}

/// <summary>A piece of what was recorded.</summary>
internal sealed record PerfChunk : Reply
{
    /// <summary>What it is a piece of.</summary>
    public PerfPart Part { get; set; }

    /// <summary>The next bytes of a gzip stream.</summary>
    public required byte[] Bytes { get; set; }
}

/// <summary>The parts of a recording.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PerfPart>))]
internal enum PerfPart
{
    /// <summary>What perf script prints.</summary>
    Script,

    /// <summary>What perf c2c report prints.</summary>
    CacheLines,

    /// <summary>perf.data itself.</summary>
    Data,
}

/// <summary>The recording is over, and all of it has been sent.</summary>
internal sealed record PerfResult : Reply
{
    /// <summary>Samples sent.</summary>
    public long Samples { get; set; }

    /// <summary>Samples in the window that the kernel lost.</summary>
    public long LostSamples { get; set; }

    /// <summary>Start of the window: the sink's if a sink was measured, else the recording's. CLOCK_MONOTONIC nanoseconds.</summary>
    public long FirstNanoseconds { get; set; }

    /// <summary>Its end.</summary>
    public long LastNanoseconds { get; set; }

    /// <summary>The event that was sampled, as perf names it.</summary>
    public string SampledEvent { get; set; } = "";

    /// <summary>Who took the samples: perf or the agent.</summary>
    public PerfSampler Sampler { get; set; } = PerfSampler.Perf;

    /// <summary>perf's command line, or the agent's in the same words, one element per argument.</summary>
    public string[] Command { get; set; } = [];

    /// <summary>What perf --version prints; empty without perf.</summary>
    public string Version { get; set; } = "";

    /// <summary>Length of perf.data, bytes.</summary>
    public long DataBytes { get; set; }

    /// <summary>Problems, with their remedies.</summary>
    public string[] Problems { get; set; } = [];

    /// <summary>Why it failed; null if it did not.</summary>
    public Failure? Failure { get; set; }
}
