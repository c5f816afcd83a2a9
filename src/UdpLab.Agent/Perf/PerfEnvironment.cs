namespace UdpLab.Agent.Perf;

/// <summary>perf's environment: no user settings, no pager, no symbols over the network, no cache in the home directory.</summary>
internal static class PerfEnvironment
{
    /// <summary>For a perf that writes nothing.</summary>
    public static IEnumerable<(string Name, string Value)> Plain => [("PERF_CONFIG", "/dev/null"), ("PERF_PAGER", "cat"), ("DEBUGINFOD_URLS", "")];

    /// <summary>For one that may write only in this folder.</summary>
    public static IEnumerable<(string Name, string Value)> In(string folder) =>
        [.. Plain, ("PERF_BUILDID_DIR", Path.Combine(folder, "debug")), ("HOME", folder), ("TMPDIR", folder)];
}
