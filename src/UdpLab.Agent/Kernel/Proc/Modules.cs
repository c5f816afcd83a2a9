namespace UdpLab.Agent.Kernel;

/// <summary>Kernel modules: loaded ones, and those that could be loaded.</summary>
internal static class Modules
{
    public const string List = "/proc/modules";

    public static bool HasFolder => Directory.Exists(Folder);

    public static string Folder => "/lib/modules/" + KernelRelease.Text;

    public static string[] Loaded() => [.. (TextFile.Read(List) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])];

    /// <summary>A module's file according to modules.dep; null if there is none.</summary>
    public static string? FileOf(string module)
    {
        string index = Folder + "/modules.dep", file = $"/{module}.ko";
        if (!File.Exists(index))
        {
            return null;
        }

        // kernel/net/core/pktgen.ko.xz: (dependencies)
        return File.ReadLines(index).Select(line => line.Split(':')[0]).FirstOrDefault(path => path.Contains(file, StringComparison.Ordinal) && path[(path.LastIndexOf('/') + 1)..].StartsWith(file[1..], StringComparison.Ordinal));
    }
}
