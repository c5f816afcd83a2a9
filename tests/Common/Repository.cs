namespace UdpLab.Tests;

/// <summary>The repository these tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The manifest users import; tests/package.sh names that of the packed module.</summary>
    public static string Manifest { get; } = Environment.GetEnvironmentVariable("UDPLAB_TEST_MODULE") ?? Path.Combine(Root, "UdpLab.psd1");

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "UdpLab.psd1")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No UdpLab.psd1 above {AppContext.BaseDirectory}.");
    }
}
