using System.Reflection;
using System.Runtime.Loader;

namespace UdpLab.Loading;

/// <summary>
/// Core and its packages live in a load context of their own: other modules ship other versions of the same assemblies,
/// and a process has only one default context.
/// </summary>
internal sealed class CoreLoadContext(string folder) : AssemblyLoadContext("UdpLab")
{
    private const string CoreName = "UdpLab.Core";
    private static readonly CoreLoadContext _instance = new(Path.Combine(Path.GetDirectoryName(typeof(CoreLoadContext).Assembly.Location)!, "core"));

    /// <summary>Answers the default context when it looks for Core.</summary>
    public static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == CoreName ? _instance.LoadFromAssemblyName(name) : null;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
