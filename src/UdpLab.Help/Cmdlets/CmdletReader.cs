using System.Reflection;
using UdpLab.Help.Types;

namespace UdpLab.Help.Cmdlets;

/// <summary>Reads the cmdlets of a compiled module without running it.</summary>
internal static class CmdletReader
{
    private static readonly ParameterUse _common = new(ParameterUse.All, false, null, false, false);

    // The engine adds these two to each cmdlet that supports ShouldProcess.
    private static readonly ParameterFacts[] _shouldProcess =
    [
        new("WhatIf", "SwitchParameter", false, ["wi"], false, null, [], [_common]),
        new("Confirm", "SwitchParameter", false, ["cf"], false, null, [], [_common]),
    ];

    /// <summary>The cmdlets that a module exports, by name.</summary>
    /// <param name="module">Path of the assembly.</param>
    /// <param name="manifest">Text of the manifest, which lists them.</param>
    /// <param name="references">Paths of the assemblies it was compiled against.</param>
    /// <param name="types">Takes the types that the cmdlets return.</param>
    public static IReadOnlyList<CmdletFacts> Read(string module, string manifest, IEnumerable<string> references, TypeReader types)
    {
        using MetadataLoadContext context = new(new PathAssemblyResolver([module, .. references]), "System.Runtime");
        return [.. from type in context.LoadFromAssemblyPath(module).GetTypes()
                   where !type.IsAbstract
                   let cmdlet = AttributeReader.Find(type, "CmdletAttribute")
                   where cmdlet is not null
                   let name = $"{cmdlet.Positional(0)}-{cmdlet.Positional(1)}"
                   where manifest.Contains($"'{name}'", StringComparison.Ordinal)
                   orderby name
                   select Cmdlet(name, type, cmdlet, types)];
    }

    private static CmdletFacts Cmdlet(string name, Type type, CustomAttributeData cmdlet, TypeReader types)
    {
        ParameterFacts[] parameters =
        [
            .. type.GetProperties().Where(p => AttributeReader.Find(p, "ParameterAttribute") is not null).DistinctBy(p => p.Name).Select(ParameterReader.Read),
            .. cmdlet.Named("SupportsShouldProcess") is true ? _shouldProcess : [],
        ];
        Type[] outputs = [.. AttributeReader.All(type, "OutputTypeAttribute").SelectMany(a => a.Listed(0)).Cast<Type>().Distinct()];
        Array.ForEach(outputs, types.Add);
        return new CmdletFacts(name, parameters, Forms(parameters, (string?)cmdlet.Named("DefaultParameterSetName")), [.. outputs.Select(o => o.FullName!)]);
    }

    // As the engine has them: a parameter without a set is in all, and if there are sets by name they are all there are.
    private static FormFacts[] Forms(ParameterFacts[] parameters, string? first)
    {
        string[] names = [.. parameters.SelectMany(p => p.Uses).Select(u => u.Form).Where(f => f != ParameterUse.All).Distinct().OrderBy(f => f != first)];
        return [.. (names.Length > 0 ? names : [ParameterUse.All]).Select(name => new FormFacts(
            [.. from parameter in parameters
                let use = parameter.Uses.FirstOrDefault(u => u.Form == name) ?? parameter.Uses.FirstOrDefault(u => u.Form == ParameterUse.All)
                where use is not null
                orderby use.Position ?? int.MaxValue, !use.Mandatory
                select new FormParameter(parameter, use)]))];
    }
}
