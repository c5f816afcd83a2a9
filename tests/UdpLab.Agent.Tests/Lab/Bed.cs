using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A testbed with a unique name, and an agent in each of its namespaces. Disposing removes everything.</summary>
internal sealed class Bed : IDisposable
{
    private readonly AgentProcess _outside;
    private readonly List<AgentProcess> _inside = [];

    public Bed(int queues = 1, int? owner = null)
    {
        Machine.RequireRoot();
        _outside = AgentProcess.Start();
        try
        {
            Facts = Create(_outside, Space.NewTestbedName(), queues, owner ?? Environment.ProcessId);
        }
        catch
        {
            _outside.Dispose();
            throw;
        }
    }

    public TestbedFacts Facts { get; }

    /// <summary>The agent that created it, in neither of its namespaces.</summary>
    public AgentProcess Outside => _outside;

    public AgentProcess Generator => field ??= StartIn(Facts.GeneratorNamespace);

    public AgentProcess Sink => field ??= StartIn(Facts.SinkNamespace);

    public static TestbedFacts Create(AgentProcess agent, string name, int queues = 1, int owner = 0) =>
        Assert.Single(agent.Ask<Wire.Testbeds>(new CreateTestbed { Name = name, Queues = queues, OwnerProcessId = owner }).Items);

    public static TestbedFacts? Find(AgentProcess agent, string name) =>
        Array.Find(agent.Ask<Wire.Testbeds>(new ListTestbeds()).Items, t => t.Name == name);

    /// <summary>A UDP counter of the sink's namespace, read without the agent.</summary>
    public long SinkUdp(string counter) => Space.Udp(Facts.SinkNamespace, counter);

    public long SinkReceived => Space.Received(Facts.SinkNamespace, Facts.SinkInterface);

    /// <summary>Ends another agent of this testbed together with it.</summary>
    public AgentProcess Add(AgentProcess agent)
    {
        _inside.Add(agent);
        return agent;
    }

    public void Dispose()
    {
        _inside.ForEach(a => a.Dispose());
        try
        {
            if (_outside.Running && Find(_outside, Facts.Name) is not null)
            {
                _outside.Ask<Done>(new RemoveTestbed { Name = Facts.Name });
            }
        }
        finally
        {
            _outside.Dispose();
            Space.Clear(Facts.Name);
        }
    }

    private AgentProcess StartIn(string space) => Add(AgentProcess.Start(space));
}
