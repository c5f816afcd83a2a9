namespace UdpLab;

/// <summary>A bound of a goal.</summary>
/// <param name="Load">Requested packets per second.</param>
/// <param name="OfferedLoad">Packets per second sent, on average over its trials.</param>
/// <param name="IsOff">The two differ by more than the goal width: the generator is unsteady.</param>
/// <param name="Trials">Its trials, in order.</param>
internal sealed record SearchBound(double Load, double OfferedLoad, bool IsOff, IReadOnlyList<SearchTrial> Trials);
