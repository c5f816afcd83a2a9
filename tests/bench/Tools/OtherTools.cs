namespace UdpLab.Bench.Tools;

/// <summary>Finds programs in PATH (and in sbin, which PATH often lacks).</summary>
internal static class OtherTools
{
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>Why a row is skipped.</summary>
    public static string Missing(string name, string package) => $"skipped: {name} is not installed (Debian: apt-get install {package})";

    public static string NotGiven(string option) => $"skipped: no {option}; build netoptimizer/network-testing yourself and give the path";
}
