using System.Runtime.CompilerServices;

namespace UdpLab.Tests;

/// <summary>Keeps the tests' journal of changes separate from the user's.</summary>
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
