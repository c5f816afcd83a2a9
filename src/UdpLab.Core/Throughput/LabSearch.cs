namespace UdpLab;

/// <summary>The first line of a throughput search in its journal: what it searches for. Its trials follow, one line each.</summary>
internal sealed record LabSearch : IResultControl
{
    /// <summary>Identifies the search's trials.</summary>
    public required string Id { get; init; }

    public DateTimeOffset Started { get; init; }

    /// <summary>The machine that runs the search.</summary>
    public string Machine { get; init; } = "";

    public int ProcessId { get; init; }

    /// <summary>The parameters that affect the trials, as text.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>How it differs from a search with other parameters, as a clause, and the parameter; null if it does not.</summary>
    public (string What, string Parameter)? Difference(IReadOnlyDictionary<string, string> parameters)
    {
        foreach (string name in parameters.Keys.Union(Parameters.Keys))
        {
            string here = parameters.GetValueOrDefault(name, "not given"), there = Parameters.GetValueOrDefault(name, "not given");
            if (here != there)
            {
                return ($"-{name} is {here} here and {there} there", name);
            }
        }

        return null;
    }
}
