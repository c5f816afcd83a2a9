using System.Runtime.CompilerServices;

namespace UdpLab.Tests;

/// <summary>The tests' journal of changes is not that of whoever runs them.</summary>
internal static class StateFolder
{
    private static readonly string _path = Directory.CreateTempSubdirectory("udplab-state-").FullName;

    public static string Journals => Path.Combine(_path, "changes");

    [ModuleInitializer]
    internal static void Begin()
    {
        Environment.SetEnvironmentVariable("UDPLAB_STATE", _path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(_path, recursive: true);
    }
}
