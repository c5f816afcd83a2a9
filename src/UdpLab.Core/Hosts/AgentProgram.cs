using System.Runtime.InteropServices;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The native agent that the build put beside this assembly.</summary>
internal static class AgentProgram
{
    private const string Relative = "agent/linux-x64/udplab-agent";

    /// <summary>Its path on this machine.</summary>
    public static string LocalPath
    {
        get
        {
            if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            {
                throw new LabException(FailureCode.NotSupported, "This machine cannot be a lab host itself: UdpLab's agent runs on x86-64 Linux.");
            }

            return Search(Path.GetDirectoryName(typeof(AgentProgram).Assembly.Location)!)
                ?? throw new LabException(FailureCode.NotFound, $"The agent ({Relative}) is not beside the module: build UdpLab (dotnet build src/UdpLab) on Linux.");
        }
    }

    // bin/core/UdpLab.Core.dll has it in bin/agent; a test's own output folder is somewhere below the repository's root.
    private static string? Search(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            foreach (string candidate in new[] { Path.Combine(folder.FullName, Relative), Path.Combine(folder.FullName, "bin", Relative) })
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
