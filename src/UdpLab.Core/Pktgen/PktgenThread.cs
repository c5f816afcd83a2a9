using UdpLab.Wire;

namespace UdpLab;

/// <summary>A kernel thread of pktgen: one for each CPU that was online when the module was loaded.</summary>
public sealed record PktgenThread
{
    /// <summary>The host it is on.</summary>
    public required LabHost Host { get; init; }

    /// <summary>kpktgend_N.</summary>
    public required string Name { get; init; }

    /// <summary>The CPU it is bound to.</summary>
    public int Cpu { get; init; }

    /// <summary>Its devices that are running.</summary>
    public IReadOnlyList<string> Running { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>Its other devices.</summary>
    public IReadOnlyList<string> Stopped { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>The kernel's result of the last command.</summary>
    public string Result { get; init; } = "";

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Parses a thread's file (pktgen_thread_show, net/core/pktgen.c).</summary>
    internal static PktgenThread Parse(LabHost host, PktgenFile file)
    {
        PktgenText text = PktgenText.Parse(file.Text);
        return new PktgenThread
        {
            Host = host,
            Name = file.Name,
            Cpu = file.Cpu,
            Running = PktgenText.Words(text.Parameters.GetValueOrDefault("Running")),
            Stopped = PktgenText.Words(text.Parameters.GetValueOrDefault("Stopped")),
            Result = text.Result,
        };
    }
}
