namespace UdpLab.Wire;

/// <summary>What a receive method can do: the one table that cmdlets, Core and Agent read.</summary>
internal sealed record ReceiveTraits
{
    /// <summary>A call may return several datagrams, so that a batch size is meaningful.</summary>
    public bool Batches { get; private init; }

    /// <summary>It returns control messages: with UDP_GRO only these give the length of a bundle's segments.</summary>
    public bool ReportsSegments { get; private init; }

    /// <summary>It returns the source address, whose port distinguishes threads that use the same numbers.</summary>
    public bool ReportsSources { get; private init; }

    private static readonly ReceiveTraits _bufferOnly = new();

    private static readonly Dictionary<ReceiveMethod, ReceiveTraits> _all = new()
    {
        [ReceiveMethod.Recvmsg] = new() { ReportsSegments = true, ReportsSources = true },
        [ReceiveMethod.Recvmmsg] = new() { Batches = true, ReportsSegments = true, ReportsSources = true },
        [ReceiveMethod.Recv] = _bufferOnly,
        [ReceiveMethod.Recvfrom] = _bufferOnly,
        [ReceiveMethod.Read] = _bufferOnly,
    };

    /// <summary>The traits of a method.</summary>
    public static ReceiveTraits Of(ReceiveMethod method) => _all[method];

    /// <summary>The methods with a trait, for messages: "Recvmsg and Recvmmsg".</summary>
    public static string Names(Func<ReceiveTraits, bool> can) => string.Join(" and ", _all.Where(m => can(m.Value)).Select(m => m.Key));

    /// <summary>Datagrams a call may return.</summary>
    /// <param name="method">The method.</param>
    /// <param name="batch">The requested batch size.</param>
    public static int BatchOf(ReceiveMethod method, int batch) => Of(method).Batches ? batch : 1;
}
