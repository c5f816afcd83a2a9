using UdpLab.Wire;

namespace UdpLab;

/// <summary>Reads a host's facts in one request and judges them.</summary>
internal static class HostReadiness
{
    public static IReadOnlyList<LabFinding> Test(LabHost host, string[] interfaces, HostRole? role, IReadOnlyCollection<string> checks, CancellationToken cancel)
    {
        using AgentSession agent = host.OpenAgent();
        HostState state = agent.Ask<HostState>(id => new ReadHost { Id = id, Interfaces = interfaces }, cancel);
        HashSet<string> named = [.. interfaces, .. LabTestbeds.Path(host)];
        return [.. HostChecks.Judge(agent.Host, state.Facts, role, checks).Select(f => f with { IsNamed = f.Touches.All(named.Contains) })];
    }
}
