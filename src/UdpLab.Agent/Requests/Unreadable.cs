using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Requests;

/// <summary>A malformed line, kept in order among the requests and answered in turn.</summary>
internal sealed record Unreadable : Request
{
    private Unreadable(long id, AgentException cause)
    {
        Id = id;
        Cause = cause;
    }

    /// <summary>What is wrong with it.</summary>
    public AgentException Cause { get; }

    public static Unreadable Because(long id, string why) => new(id, new AgentException(FailureCode.Protocol, $"Malformed request: {why}"));

    public static Unreadable Because(long id, AgentException wrong) => new(id, wrong);

    public static Unreadable TooLong() => Because(0, $"the line is longer than {LongestLine:N0} bytes.");
}
