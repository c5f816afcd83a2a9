namespace UdpLab.Agent.Tests;

/// <summary>The published native agent: from the repository's build, or the one named in an environment variable.</summary>
internal static class AgentBinary
{
    private const string Variable = "UDPLAB_TEST_AGENT", InRepository = "bin/agent/linux-x64/udplab-agent";

    private static readonly Lazy<string> _path = new(Find);

    // Other users must be able to run it too, even if only root can access the repository.
    private static readonly Lazy<string> _forEveryone = new(() =>
    {
        string folder = Directory.CreateTempSubdirectory("udplab-agent-tests-").FullName;
        string copy = System.IO.Path.Combine(folder, "udplab-agent");
        File.Copy(Path, copy);
        const UnixFileMode readAndRun = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(copy, readAndRun);
        File.SetUnixFileMode(folder, readAndRun | UnixFileMode.UserWrite);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return copy;
    });

    public static string Path => _path.Value;

    /// <summary>A copy that any user can run.</summary>
    public static string ForEveryone => _forEveryone.Value;

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return File.Exists(given) ? given : throw new FileNotFoundException($"{Variable} is {given}, but there is no such file.");
        }

        string path = System.IO.Path.Combine(Repository.Root, InRepository);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"The native agent is not built: {path} is missing. Build it with 'dotnet publish src/UdpLab.Agent -c Release -o bin/agent/linux-x64', or name one in {Variable}.");
    }
}
