using System.Globalization;

namespace UdpLab.Agent.Tests;

/// <summary>What /proc tells of a process.</summary>
internal static class ProcessState
{
    /// <summary>It runs: not gone, and not a zombie that only waits to be buried.</summary>
    public static bool IsAlive(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Sends a signal as kill(1) does.</summary>
    public static void Signal(int process, string signal) => Tool.Run("kill", $"-{signal}", process.ToString(CultureInfo.InvariantCulture));
}
