using System.Globalization;

namespace UdpLab.Agent.Tests;

/// <summary>What /proc tells of a process.</summary>
internal static class ProcessState
{
    /// <summary>One of its threads runs: it is not gone, and not a zombie that only waits to be buried.</summary>
    public static bool IsAlive(int process)
    {
        string threads = $"/proc/{process.ToString(CultureInfo.InvariantCulture)}/task";
        try
        {
            return Directory.Exists(threads) && Directory.GetDirectories(threads).Any(Runs);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool Runs(string thread)
    {
        try
        {
            string stat = File.ReadAllText(thread + "/stat");
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
