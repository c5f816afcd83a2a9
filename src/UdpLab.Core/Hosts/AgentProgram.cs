using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The native agents that the build puts next to this assembly, one for each kind of processor.</summary>
internal static class AgentProgram
{
    private const int AccessDenied = 13;
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Its path on this machine.</summary>
    public static string LocalPath => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
        ? PathFor(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "linux-x64" : "linux-arm64")
        : throw new LabException(FailureCode.NotSupported, "This machine cannot be a lab host itself: UdpLab's agent runs on x86-64 and arm64 Linux.");

    /// <summary>The local path of the agent for a given runtime, which need not be this machine's.</summary>
    public static string PathFor(string runtime)
    {
        string path = Candidate(runtime);
        return File.Exists(path) ? path
            : throw new LabException(FailureCode.NotFound, $"The agent (agent/{runtime}/udplab-agent) is not next to the module: build UdpLab for it (dotnet build src/UdpLab -p:AgentRuntimes={runtime}) on Linux.");
    }

    /// <summary>The same, null if this module was built without it.</summary>
    public static string? FindFor(string runtime) => Candidate(runtime) is var path && File.Exists(path) ? path : null;

    /// <summary>A file that the build puts beside this machine's agent; null if it was built without it.</summary>
    public static string? FindBeside(string file) => Path.Combine(Path.GetDirectoryName(LocalPath)!, file) is var path && File.Exists(path) ? path : null;

    /// <summary>Starts it on this machine.</summary>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e) when (e.NativeErrorCode == AccessDenied && MakeExecutable(start.FileName))
        {
            return Process.Start(start)!;
        }
    }

    /// <summary>Whether anyone may run a file.</summary>
    public static bool IsExecutable(string path) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != 0;

    /// <summary>Whether it was not executable and now is: package managers for PowerShell modules unpack files without their mode.</summary>
    private static bool MakeExecutable(string path)
    {
        if (OperatingSystem.IsWindows() || IsExecutable(path))
        {
            return false;
        }

        try
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | Execute);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Candidate(string runtime)
    {
        string here = Path.GetDirectoryName(typeof(AgentProgram).Assembly.Location)!;

        // bin/core has this assembly, bin/agent the agents. No folder further up is searched: anyone could have put a file there.
        return Path.Combine(Path.GetFileName(here) == "core" ? Path.GetDirectoryName(here)! : here, "agent", runtime, "udplab-agent");
    }
}
