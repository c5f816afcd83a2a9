namespace UdpLab;

/// <summary>Which sockets of other programs are measured; null means "any".</summary>
internal sealed record SocketWatchPlan
{
    public int? Port { get; init; }
    public int? ProcessId { get; init; }
    public ulong? Cookie { get; init; }

    /// <summary>The same in words, for progress and errors.</summary>
    public string Words => Cookie is not null ? Text($"the socket of port {Port}") : Port is int port ? Text($"port {port}{(ProcessId is int owner ? Text($" of process {owner}") : "")}") : Text($"process {ProcessId}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
