using System.Runtime.InteropServices;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The native agent that the build put beside this assembly.</summary>
internal static class AgentProgram
{
    /// <summary>Its path on this machine.</summary>
    public static string LocalPath
    {
        get
        {
            if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            {
                throw new LabException(FailureCode.NotSupported, "This machine cannot be a lab host itself: UdpLab's agent runs on x86-64 Linux.");
            }

            return PathFor("linux-x64");
        }
    }

    /// <summary>The path here of the agent for a runtime, also for one that is not this machine's.</summary>
    public static string PathFor(string runtime)
    {
        string relative = $"agent/{runtime}/udplab-agent";
        return Search(Path.GetDirectoryName(typeof(AgentProgram).Assembly.Location)!, relative)
            ?? throw new LabException(FailureCode.NotFound, $"The agent ({relative}) is not beside the module: build UdpLab (dotnet build src/UdpLab) on Linux.");
    }

    // bin/core/UdpLab.Core.dll has it in bin/agent; a test's own output folder is somewhere below the repository's root.
    private static string? Search(string start, string relative)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            foreach (string candidate in new[] { Path.Combine(folder.FullName, relative), Path.Combine(folder.FullName, "bin", relative) })
            {
                if (File.Exists(candidate))
                {
                    return candidate;
                }
            }
        }

        return null;
    }
}
