using System.Runtime.InteropServices;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The native agent that the build puts next to this assembly.</summary>
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

    /// <summary>The local path of the agent for a given runtime, which need not be this machine's.</summary>
    public static string PathFor(string runtime)
    {
        string relative = $"agent/{runtime}/udplab-agent";
        string here = Path.GetDirectoryName(typeof(AgentProgram).Assembly.Location)!;

        // bin/core has this assembly, bin/agent the agents. No folder further up is searched: anyone could have put a file there.
        string path = Path.Combine(Path.GetFileName(here) == "core" ? Path.GetDirectoryName(here)! : here, relative);
        return File.Exists(path) ? path
            : throw new LabException(FailureCode.NotFound, $"The agent ({relative}) is not next to the module: build UdpLab (dotnet build src/UdpLab) on Linux.");
    }
}
