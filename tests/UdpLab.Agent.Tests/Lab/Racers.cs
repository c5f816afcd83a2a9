using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Agents of several sessions that get the same request at the same moment.</summary>
internal sealed class Racers : IDisposable
{
    private readonly AgentProcess[] _agents;

    public Racers(int count, string? space = null) => _agents = [.. Enumerable.Range(0, count).Select(_ => AgentProcess.Start(space))];

    public AgentProcess First => _agents[0];

    /// <summary>The answer of each, including refusals.</summary>
    public Reply[] Ask(Func<Request> request)
    {
        long[] ids = [.. _agents.Select(agent => agent.Send(request()))];
        return [.. _agents.Zip(ids, Answer)];
    }

    public void Dispose() => Array.ForEach(_agents, agent => agent.Dispose());

    private static Reply Answer(AgentProcess agent, long id)
    {
        try
        {
            return agent.Wait<Reply>(id);
        }
        catch (RefusedException refusal)
        {
            return refusal.Failure;
        }
    }
}
