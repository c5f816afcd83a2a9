namespace UdpLab;

/// <summary>Stylesheets, scripts and licences that pages embed: resources of this assembly.</summary>
internal static class SvgAsset
{
    public static string Read(string name)
    {
        using Stream stream = typeof(SvgAsset).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().TrimEnd('\n');
    }
}
