namespace UdpLab;

/// <summary>A frame of a flame graph: functions of the same name and scope with the same callers.</summary>
internal sealed class FlameNode(string name, string kind, string sharedObject)
{
    private readonly Dictionary<(string, string), FlameNode> _children = [];

    public string Name => name;

    /// <summary>kernel, user or command.</summary>
    public string Kind => kind;

    public string SharedObject => sharedObject;

    /// <summary>Events (or samples, if events are not known) in this frame and those it called.</summary>
    public double Weight { get; set; }

    public long Samples { get; set; }

    /// <summary>The same in the baseline, as a share of 0..1.</summary>
    public double BaselineShare { get; set; }

    public IEnumerable<FlameNode> Children => _children.Values;

    public FlameNode Child(string childName, string childKind, string childObject)
    {
        if (!_children.TryGetValue((childName, childKind), out FlameNode? child))
        {
            child = new FlameNode(childName, childKind, childObject);
            _children.Add((childName, childKind), child);
        }

        return child;
    }
}
