using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;

namespace UdpLab.Pipeline;

/// <summary>
/// Where a flood finds its downstream sink. A cmdlet cannot see its neighbours, but all cmdlets of a pipeline begin before the
/// first of them processes input: then the sink registers itself, and so does a flood with a given port.
/// </summary>
internal sealed class Rendezvous
{
    private static readonly ConcurrentDictionary<Guid, Rendezvous> _ofRunspace = new();
    private readonly List<IDownstreamSink> _sinks = [];
    private readonly List<IUpstreamFlood> _floods = [];

    /// <summary>The one of this thread's runspace.</summary>
    public static Rendezvous Here => _ofRunspace.GetOrAdd(Runspace.DefaultRunspace?.InstanceId ?? Guid.Empty, _ => new Rendezvous());

    /// <summary>The latest sink waiting for floods. A sink that is passing on a measurement does not count for cmdlets downstream of it.</summary>
    public IDownstreamSink? Sink
    {
        get
        {
            lock (this)
            {
                return _sinks.FindLast(s => s.AcceptsFloods);
            }
        }
    }

    /// <summary>A flood that has begun but processed nothing yet: it is upstream of a sink that begins now.</summary>
    public IUpstreamFlood? WaitingFlood
    {
        get
        {
            lock (this)
            {
                return _floods.FindLast(f => f.HasOnlyBegun);
            }
        }
    }

    public void Enter(IDownstreamSink sink)
    {
        lock (this)
        {
            _sinks.Add(sink);
        }
    }

    public void Enter(IUpstreamFlood flood)
    {
        lock (this)
        {
            _floods.Add(flood);
        }
    }

    public void Leave(IDownstreamSink sink)
    {
        lock (this)
        {
            _sinks.Remove(sink);
        }
    }

    public void Leave(IUpstreamFlood flood)
    {
        lock (this)
        {
            _floods.Remove(flood);
        }
    }
}
