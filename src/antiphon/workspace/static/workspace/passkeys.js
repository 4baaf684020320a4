// Says in plain words when a passkey could not be used. The ceremony itself is allauth's script.
(function () {
  const place = document.querySelector('[data-app-passkey-problem]')
  function say (words) {
    if (!place) return
    place.textContent = ''
    const line = document.createElement('p')
    line.className = 'nhsuk-error-message'
    line.textContent = words
    place.append(line)
  }
  if (!window.PublicKeyCredential) {
    say('This browser does not know passkeys. Use another way.')
  }
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    const name = event.detail.exception && event.detail.exception.name
    if (name === 'InvalidStateError') {
      say('This device has a passkey for this account already.')
    } else if (name === 'NotAllowedError' || name === 'AbortError') {
      say('It was stopped, or it took too long. Nothing was changed. Try again, or use another way.')
    } else {
      say('The passkey could not be used. Try again, or use another way.')
    }
  })
})()
