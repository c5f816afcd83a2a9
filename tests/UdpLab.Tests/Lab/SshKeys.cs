[assembly: AssemblyFixture(typeof(UdpLab.Tests.SshKeys))]

namespace UdpLab.Tests;

/// <summary>The users' keys of all servers of a run: the first server makes them, which takes a second of a CPU.</summary>
public sealed class SshKeys : IDisposable
{
    private static readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("udplab-keys-");

    /// <summary>A folder that exists once there is a server.</summary>
    public static string Folder => Path.Combine(_parent.FullName, "keys");

    public void Dispose() => _parent.Delete(recursive: true);
}
