using System.Globalization;

namespace UdpLab.Agent.Tests;

/// <summary>What /proc shows of a process.</summary>
internal static class ProcessState
{
    /// <summary>True if one of its threads runs: it is neither gone nor a zombie.</summary>
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

    /// <summary>CPU time used so far, in the kernel's ticks of 10 ms.</summary>
    public static long Ticks(int process)
    {
        string stat = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
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

    /// <summary>Sends a signal, as kill(1) does.</summary>
    public static void Signal(int process, string signal) => Tool.Run("kill", $"-{signal}", process.ToString(CultureInfo.InvariantCulture));
}
