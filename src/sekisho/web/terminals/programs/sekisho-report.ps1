# 関所: この端末の状態を集めて署名し、届ける。 / Sekisho: collects, signs and hands in this terminal's state.
#   powershell -ExecutionPolicy Bypass -File sekisho-report.ps1                届ける / hands it in
#   powershell -ExecutionPolicy Bypass -File sekisho-report.ps1 -Folder D:\    報告と署名を置くだけ / only leaves the files
# 鍵: ssh-keygen -t ed25519 -N '""' -f C:\ProgramData\Sekisho\report.key を一度だけ行い、.pub を画面で登録する。
# 管理者として動かすこと（BitLockerの状態を読むため）。 / Run as administrator: BitLocker's state needs it.
param([string]$Folder = '', [string]$Key = 'C:\ProgramData\Sekisho\report.key')
$ErrorActionPreference = 'Stop'
$number = @NUMBER@
$url = @URL@

function Get-RegistryRows([string]$Root) {
    if (-not (Test-Path -LiteralPath "HKLM:\$Root")) { return }
    $keys = @(Get-Item -LiteralPath "HKLM:\$Root") + @(Get-ChildItem -LiteralPath "HKLM:\$Root" -Recurse)
    foreach ($item in $keys) {
        foreach ($name in $item.GetValueNames()) {
            @{ path = "$($item.Name)\$name"; data = [string]$item.GetValue($name) }
        }
    }
}
$policies = 'SOFTWARE\Policies\Microsoft\Windows'
$takeout = @(Get-RegistryRows "$policies\RemovableStorageDevices") +
    @(Get-RegistryRows "$policies\DeviceInstall\Restrictions") +
    @(Get-RegistryRows 'SYSTEM\CurrentControlSet\Services\USBSTOR' | Where-Object { $_.path -like '*\Start' })
$card = @(Get-RegistryRows 'SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System' |
    Where-Object { $_.path -like '*\scforceoption' })
$drives = @(Get-CimInstance -Namespace 'root\cimv2\Security\MicrosoftVolumeEncryption' -ClassName Win32_EncryptableVolume -ErrorAction SilentlyContinue |
    Where-Object { $_.VolumeType -ne 2 -and $_.DriveLetter } |
    ForEach-Object { @{ drive_letter = $_.DriveLetter; protection_status = [string]$_.ProtectionStatus } })
# productState: the second byte tells whether it runs (0x10), the third whether definitions are old (0x10).
$malware = @(Get-CimInstance -Namespace 'root\SecurityCenter2' -ClassName AntiVirusProduct -ErrorAction SilentlyContinue |
    ForEach-Object { @{
        type = 'Antivirus'; name = $_.displayName
        state = $(if (($_.productState -band 0x1000) -ne 0) { 'On' } else { 'Off' })
        signatures_up_to_date = $(if (($_.productState -band 0x10) -eq 0) { '1' } else { '0' })
    } })
$uninstall = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*', 'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*'
$software = @(Get-ItemProperty $uninstall -ErrorAction SilentlyContinue | Where-Object { $_.DisplayName } |
    ForEach-Object { @{ name = [string]$_.DisplayName; version = [string]$_.DisplayVersion } })
$patches = @(Get-HotFix | Where-Object { $_.InstalledOn } |
    ForEach-Object { @{ hotfix_id = $_.HotFixID; installed_on = $_.InstalledOn.ToString('yyyy-MM-dd') } })
$identity = @(@{ hostname = [Environment]::MachineName
    hardware_serial = [string](Get-CimInstance -ClassName Win32_BIOS).SerialNumber
    os = [string](Get-CimInstance -ClassName Win32_OperatingSystem).Caption })

$report = @{
    format = 'sekisho-terminal-report/1'
    made_at = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ')
    terminals = @(@{ number = $number; answers = @{
        identity_windows = $identity; takeout_windows = $takeout; second_factor_windows = $card; encryption_windows = $drives
        malware_windows = $malware; software_windows = $software; patches_windows = $patches
    } })
}
$to = if ($Folder) { $Folder } else { [IO.Path]::Combine([IO.Path]::GetTempPath(), [Guid]::NewGuid().ToString()) }
New-Item -ItemType Directory -Force -Path $to | Out-Null
$file = Join-Path $to 'sekisho-report.json'
[IO.File]::WriteAllText($file, ($report | ConvertTo-Json -Depth 6 -Compress), (New-Object Text.UTF8Encoding $false))
Remove-Item -LiteralPath "$file.sig" -ErrorAction SilentlyContinue
& ssh-keygen -q -Y sign -f $Key -n sekisho-terminal-report $file
if ($LASTEXITCODE -ne 0) { throw 'ssh-keygen' }
if ($Folder) { $file } else {
    & curl.exe --fail-with-body --silent --show-error -F "report=@$file" -F "signature=@$file.sig" $url
    Remove-Item -LiteralPath $to -Recurse -Force
}
